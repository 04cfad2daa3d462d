package dev.dunlin.planner.statement;

import dev.dunlin.core.cluster.Cluster;
import dev.dunlin.core.config.Config;
import dev.dunlin.core.config.ConfigKeys;
import dev.dunlin.core.config.Spelling;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.stage.StageGraph;
import dev.dunlin.core.stage.StageOutput;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.planner.Planned;
import dev.dunlin.planner.Statement;
import dev.dunlin.planner.bind.QueryBinder;
import dev.dunlin.planner.bind.StatementBinder;
import dev.dunlin.planner.bind.TableResolver.Named;
import dev.dunlin.planner.catalog.FileTables;
import dev.dunlin.planner.distribute.Distributor;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import dev.dunlin.planner.optimize.Estimates;
import dev.dunlin.planner.optimize.Optimizer;
import dev.dunlin.planner.type.DuckTypes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.calcite.rel.RelNode;
import org.jspecify.annotations.Nullable;

/** Plans statements one at a time, and keeps what they define. Thread-safe. */
public final class StatementPlanner implements AutoCloseable {
  private final EmbeddedDuckDb duckdb = new EmbeddedDuckDb();
  private final StatementBinder binder;
  private final SessionTables tables;

  public StatementPlanner(ObjectStore store, Clock clock) {
    this.binder = new StatementBinder(duckdb, Estimates::new, clock);
    this.tables = new SessionTables(new FileTables(store, duckdb));
  }

  public synchronized Planned plan(Statement statement, Config config, Cluster.Capacity capacity) {
    return plan(Commands.parse(statement), config, capacity);
  }

  private Planned plan(Command command, Config config, Cluster.Capacity capacity) {
    return switch (command) {
      case Command.Query query -> job(query, config, capacity);
      case Command.Copy copy -> job(copy, config, capacity);
      case Command.Explain explain -> explain(explain.explained(), config, capacity);
      case Command.Describe describe -> describe(describe.query(), config);
      case Command.CreateView view -> createView(view, config);
      case Command.Drop drop -> drop(drop);
      case Command.ShowTables show -> showTables();
      case Command.Set set -> new Planned.Setting(set.name(), set.value());
      case Command.CreateTable table -> throw new UserErrorException("Not yet: CREATE TABLE");
      case Command.CreateTableAs table -> throw new UserErrorException("Not yet: CREATE TABLE AS");
    };
  }

  private QueryBinder.Bound bind(Command.Query query, Config config) {
    return binder.bind(query.sql(), query.line(), config.value(ConfigKeys.SQL_TIME_ZONE), tables);
  }

  private Planned.Job job(Command.Query query, Config config, Cluster.Capacity capacity) {
    QueryBinder.Bound bound = bind(query, config);
    return new Planned.Job(graph(bound, new StageOutput.Rows(), config, capacity), () -> {});
  }

  private Planned.Job job(Command.Copy copy, Config config, Cluster.Capacity capacity) {
    QueryBinder.Bound bound = bind(copy.query(), config);
    StageOutput.Files files = FileSinks.of(copy.target(), copy.options(), bound.names());
    return new Planned.Job(graph(bound, files, config, capacity), () -> {});
  }

  private static StageGraph graph(
      QueryBinder.Bound bound, StageOutput output, Config config, Cluster.Capacity capacity) {
    RelNode optimized = Optimizer.optimize(bound.rel());
    return new Distributor(optimized, config, capacity)
        .distribute(optimized, output, bound.names());
  }

  private Planned explain(Command command, Config config, Cluster.Capacity capacity) {
    Planned.Job job =
        switch (command) {
          case Command.Query query -> job(query, config, capacity);
          case Command.Copy copy -> job(copy, config, capacity);
          default -> throw new IllegalStateException("Cannot be explained: " + command);
        };
    List<List<@Nullable String>> rows = new ArrayList<>();
    ExplainText.lines(job.graph()).forEach(line -> rows.add(List.of(line)));
    return new Planned.Answer(new Schema(List.of(new Column("plan", "VARCHAR"))), rows);
  }

  private Planned describe(Command.Query query, Config config) {
    QueryBinder.Bound bound = bind(query, config);
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (int i = 0; i < bound.names().size(); i++) {
      var type = bound.rel().getRowType().getFieldList().get(i).getType();
      rows.add(
          List.of(bound.names().get(i), DuckTypes.text(type), type.isNullable() ? "YES" : "NO"));
    }
    return new Planned.Answer(
        new Schema(
            List.of(
                new Column("column_name", "VARCHAR"),
                new Column("column_type", "VARCHAR"),
                new Column("null", "VARCHAR"))),
        rows);
  }

  private Planned createView(Command.CreateView view, Config config) {
    boolean taken = tables.names().stream().anyMatch(view.name()::equalsIgnoreCase);
    if (taken && view.ifTaken() == Command.IfTaken.KEEP) {
      return new Planned.Done();
    }
    if (taken && view.ifTaken() == Command.IfTaken.FAIL) {
      throw new UserErrorException(
          "There is a table or view \"%s\" already: use CREATE OR REPLACE VIEW."
              .formatted(view.name()));
    }
    // Bound once, so that what is wrong with it is said now.
    QueryBinder.Bound bound = bind(view.query(), config);
    if (view.columns().size() > bound.names().size()) {
      throw new UserErrorException(
          "The view \"%s\" names %d columns, but its query has %d."
              .formatted(view.name(), view.columns().size(), bound.names().size()));
    }
    List<String> names = new ArrayList<>(bound.names());
    for (int i = 0; i < view.columns().size(); i++) {
      names.set(i, view.columns().get(i));
    }
    tables.views().put(view.name(), new Named.View(view.name(), view.query().sql(), names));
    return new Planned.Done();
  }

  private Planned drop(Command.Drop drop) {
    boolean known = tables.views().remove(drop.name()) != null;
    if (!known && !drop.ifExists()) {
      throw new UserErrorException(
          "There is no %s \"%s\".%s"
              .formatted(
                  drop.kind().toLowerCase(Locale.ROOT),
                  drop.name(),
                  Spelling.nearest(drop.name(), tables.names())
                      .map(near -> " Did you mean \"" + near + "\"?")
                      .orElse("")));
    }
    return new Planned.Done();
  }

  private Planned showTables() {
    Map<String, List<@Nullable String>> rows = new TreeMap<>();
    tables.views().values().forEach(v -> rows.put(v.name(), List.of(v.name(), "view")));
    return new Planned.Answer(
        new Schema(List.of(new Column("name", "VARCHAR"), new Column("kind", "VARCHAR"))),
        List.copyOf(rows.values()));
  }

  @Override
  public void close() {
    duckdb.close();
  }
}
