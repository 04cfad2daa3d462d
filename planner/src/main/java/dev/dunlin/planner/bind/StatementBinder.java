package dev.dunlin.planner.bind;

import dev.dunlin.planner.duckdb.DuckDbBinder;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import dev.dunlin.planner.function.FunctionCatalog;
import dev.dunlin.planner.sql.FailurePlaces;
import dev.dunlin.planner.sql.SqlText;
import dev.dunlin.planner.sql.SyntaxTrees;
import dev.dunlin.planner.type.DuckRexBuilder;
import dev.dunlin.planner.type.DuckTypeFactory;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import tools.jackson.databind.JsonNode;

/**
 * Binds whole queries. Thread-safe; what it asks DuckDB about types and functions is remembered.
 */
public final class StatementBinder implements AutoCloseable {
  private final EmbeddedDuckDb duckdb;
  private final Supplier<RelMetadataQuery> metadata;
  private final Clock clock;
  private final SyntaxTrees trees;
  private final DuckDbBinder duckDbBinder;
  private final DuckDbJudgement judgement;
  private final DuckTypeFactory types = new DuckTypeFactory();
  private final DuckRexBuilder rex = new DuckRexBuilder(types);
  private final FunctionCatalog functions;
  private final Map<ZoneId, Constants> constantsOf = new ConcurrentHashMap<>();

  /**
   * @param metadata makes the source of estimates for one statement's optimisation
   */
  public StatementBinder(EmbeddedDuckDb duckdb, Supplier<RelMetadataQuery> metadata, Clock clock) {
    this.duckdb = duckdb;
    this.metadata = metadata;
    this.clock = clock;
    this.trees = new SyntaxTrees(duckdb);
    this.duckDbBinder = new DuckDbBinder(duckdb);
    this.judgement = new DuckDbJudgement(duckDbBinder);
    this.functions = new FunctionCatalog(duckdb, types);
  }

  /**
   * A query as relational algebra.
   *
   * @param written the query
   * @param text the statement it stands in, at the same positions
   * @param zone the session's time zone
   * @throws dev.dunlin.core.failure.UserErrorException if it is wrong, saying what and where
   */
  public QueryBinder.Bound bind(String written, SqlText text, ZoneId zone, TableResolver tables) {
    Constants constants = constantsOf.computeIfAbsent(zone, z -> new Constants(duckdb, rex, z));
    HepPlanner planner = new HepPlanner(HepProgram.builder().build());
    planner.setExecutor(constants);
    RelOptCluster cluster = RelOptCluster.create(planner, rex);
    cluster.setMetadataQuerySupplier(metadata);
    BindContext context =
        new BindContext(
            cluster,
            duckdb,
            functions,
            trees,
            constants,
            text,
            new TableReferences(),
            judgement,
            Moment.now(clock, zone));
    String sql = trees.withoutTable(written, text);
    JsonNode query = trees.query(sql, text);
    tables.prepare(NamedTables.of(query, trees, tables));
    return judgement.bind(
        sql,
        query,
        text,
        context.references(),
        () -> new QueryBinder(context, tables).bind(query, null));
  }

  /**
   * Where in a query, that was bound before, a failure of its tasks comes from; empty if that
   * cannot be told, as where some of its expressions stand in a view.
   *
   * @param message the failure's
   */
  public String place(String message, String written, SqlText text, TableResolver tables) {
    JsonNode query = trees.query(trees.withoutTable(written, text), text);
    boolean hasViews =
        query.findParents("table_name").stream()
            .anyMatch(
                node ->
                    node.path("type").stringValue("").equals("BASE_TABLE")
                        && tables.view(FromBinder.name(node)).isPresent());
    return hasViews ? "" : new FailurePlaces(query, text).of(message);
  }

  /** The names of all functions, in the order of the alphabet. */
  public List<String> functions() {
    return functions.names();
  }

  @Override
  public void close() {
    duckDbBinder.close();
  }
}
