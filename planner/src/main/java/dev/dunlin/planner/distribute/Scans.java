package dev.dunlin.planner.distribute;

import dev.dunlin.core.cluster.Cluster;
import dev.dunlin.core.config.Config;
import dev.dunlin.core.config.ConfigKeys;
import dev.dunlin.core.schema.Column;
import dev.dunlin.core.stage.Split;
import dev.dunlin.core.stage.StageInput;
import dev.dunlin.planner.bind.BoundTable;
import dev.dunlin.planner.catalog.ColumnPredicate;
import dev.dunlin.planner.catalog.FileTable;
import dev.dunlin.planner.catalog.ScanPlan;
import dev.dunlin.planner.catalog.SplitSizing;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import dev.dunlin.planner.function.ExpressionSql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;

/** Fragments that read a table: its scan with the projections and filters above it. */
final class Scans {
  private final RexBuilder rex;
  private final SplitSizing sizing;
  private final Map<String, Object> names = new HashMap<>();

  Scans(RexBuilder rex, Config config, Cluster.Capacity capacity) {
    this.rex = rex;
    this.sizing =
        new SplitSizing(
            config.value(ConfigKeys.SCAN_SPLIT_SIZE).bytes(),
            config.value(ConfigKeys.SCAN_MIN_SPLITS).orElse(1));
  }

  /** The fragment of a tree that is a scan under nothing but filters and projections. */
  Optional<Piece> match(RelNode rel, double rows) {
    List<RelNode> chain = new ArrayList<>();
    RelNode at = rel;
    while (at instanceof Filter || (at instanceof Project p && !p.containsOver())) {
      chain.add(at);
      at = at.getInput(0);
    }
    if (!(at instanceof TableScan scan)) {
      return Optional.empty();
    }
    List<RexNode> outputs = new ArrayList<>();
    List<RexNode> conditions = new ArrayList<>();
    for (int i = 0; i < rel.getRowType().getFieldCount(); i++) {
      outputs.add(rex.makeInputRef(rel, i));
    }
    for (RelNode node : chain) {
      if (node instanceof Filter filter) {
        conditions.addAll(RelOptUtil.conjunctions(filter.getCondition()));
      } else {
        outputs = RelOptUtil.pushPastProject(outputs, (Project) node);
        conditions = new ArrayList<>(RelOptUtil.pushPastProject(conditions, (Project) node));
      }
    }
    return Optional.of(piece(rel, scan, outputs, conditions, rows));
  }

  private Piece piece(
      RelNode rel, TableScan scan, List<RexNode> outputs, List<RexNode> conditions, double rows) {
    FileTable table = BoundTable.of(scan.getTable());
    List<Column> all = table.schema().columns();
    ImmutableBitSet.Builder used = ImmutableBitSet.builder();
    outputs.forEach(o -> used.addAll(RelOptUtil.InputFinder.bits(o)));
    conditions.forEach(c -> used.addAll(RelOptUtil.InputFinder.bits(c)));
    List<String> columns = used.build().asList().stream().map(i -> all.get(i).name()).toList();
    List<ColumnPredicate> predicates = Predicates.of(rex, conditions, all);
    ScanPlan plan = table.scan(columns, predicates, sizing);
    boolean whole = plan.tasks().size() <= 1;
    List<List<Split>> tasks = plan.tasks();
    String name =
        name(scan.getTable().getQualifiedName().getFirst(), List.of(plan.source(), tasks, whole));
    StageInput input =
        new StageInput.Scan(
            name,
            plan.source(),
            tasks,
            whole ? StageInput.Reading.ALL : StageInput.Reading.PARTITIONED,
            table.name(),
            plan.bytes());
    ExpressionSql sql = new ExpressionSql(rex, i -> EmbeddedDuckDb.identifier(all.get(i).name()));
    List<String> select = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      select.add(sql.sql(outputs.get(i)) + " AS " + Piece.column(i));
    }
    StringBuilder text = new StringBuilder("SELECT ");
    text.append(select.isEmpty() ? "1 AS c0" : String.join(", ", select));
    text.append("\nFROM ").append(EmbeddedDuckDb.identifier(name));
    if (!conditions.isEmpty()) {
      text.append("\nWHERE ").append(String.join("\n  AND ", sql.sql(conditions)));
    }
    return new Piece(
        text.toString(),
        Distributor.types(rel),
        Map.of(name, input),
        whole ? new Distribution.Single() : new Distribution.Arbitrary(),
        Math.min(rows, Math.max(1.0, (double) plan.rows())),
        "scan " + table.name(),
        true);
  }

  /** Equal scans have equal names, others different ones. */
  private String name(String base, Object scan) {
    String name = base;
    for (int i = 2; names.containsKey(name) && !scan.equals(names.get(name)); i++) {
      name = base + "_" + i;
    }
    names.put(name, scan);
    return name;
  }
}
