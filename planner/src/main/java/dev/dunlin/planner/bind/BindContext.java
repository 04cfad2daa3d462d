package dev.dunlin.planner.bind;

import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import dev.dunlin.planner.function.FunctionCatalog;
import dev.dunlin.planner.sql.SqlText;
import dev.dunlin.planner.sql.SyntaxTrees;
import dev.dunlin.planner.type.DuckRexBuilder;
import org.apache.calcite.plan.RelOptCluster;

/**
 * What all parts of one statement's binding share.
 *
 * @param text the statement, for positions
 * @param references takes what the text's FROM clauses name
 * @param moment the statement's own time, which every now() and current_date in it means
 */
record BindContext(
    RelOptCluster cluster,
    EmbeddedDuckDb duckdb,
    FunctionCatalog functions,
    SyntaxTrees trees,
    Constants constants,
    SqlText text,
    TableReferences references,
    DuckDbJudgement judgement,
    Moment moment) {
  DuckRexBuilder rex() {
    return (DuckRexBuilder) cluster.getRexBuilder();
  }

  /** The context of another text of the same statement, a view's. */
  BindContext withText(SqlText other) {
    return new BindContext(
        cluster,
        duckdb,
        functions,
        trees,
        constants,
        other,
        new TableReferences(),
        judgement,
        moment);
  }
}
