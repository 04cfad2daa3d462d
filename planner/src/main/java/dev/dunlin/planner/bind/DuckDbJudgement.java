package dev.dunlin.planner.bind;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.planner.duckdb.DuckDbBinder;
import dev.dunlin.planner.duckdb.DuckDbBinder.Verdict;
import dev.dunlin.planner.sql.EditedText;
import dev.dunlin.planner.sql.SqlText;
import dev.dunlin.planner.type.DuckRexBuilder;
import dev.dunlin.planner.type.DuckTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Has DuckDB bind a query that Dunlin has bound, over empty tables of the same columns: what DuckDB
 * refuses is refused here too, in its words and at its place, before any task runs; and the columns
 * have DuckDB's names and types.
 */
final class DuckDbJudgement {
  private final DuckDbBinder duckdb;

  DuckDbJudgement(DuckDbBinder duckdb) {
    this.duckdb = duckdb;
  }

  /**
   * A query as Dunlin binds it.
   *
   * @param sql the query, at its place in the text
   * @param references filled by {@code dunlin}
   * @throws UserErrorException if Dunlin or DuckDB refuses it
   */
  QueryBinder.Bound bind(
      String sql,
      JsonNode query,
      SqlText text,
      TableReferences references,
      Supplier<QueryBinder.Bound> dunlin) {
    QueryBinder.Bound bound;
    try {
      bound = dunlin.get();
    } catch (UserErrorException e) {
      throw references.areComplete(query) ? better(e, sql, text, references) : e;
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      // Dunlin's own mistake, but perhaps about a query that was wrong from the start.
      if (references.areComplete(query)) {
        Schema unused = check(sql, text, references);
      }
      throw e;
    }
    return references.havePlaces() ? as(bound, check(sql, text, references)) : bound;
  }

  /**
   * Of Dunlin's words and DuckDB's, if it refuses the query too, those that tell the place best.
   */
  private UserErrorException better(
      UserErrorException dunlins, String sql, SqlText text, TableReferences references) {
    try {
      Schema unused = check(sql, text, references);
      return dunlins;
    } catch (UserErrorException duckdbs) {
      String words = String.valueOf(dunlins.getMessage());
      return !SqlText.tellsPlace(words) || firstLine(words).equals(firstLine(duckdbs.getMessage()))
          ? duckdbs
          : dunlins;
    }
  }

  private static String firstLine(@Nullable String message) {
    return String.valueOf(message).lines().findFirst().orElse("");
  }

  /** The query under the names and with the types that DuckDB gives its columns. */
  private static QueryBinder.Bound as(QueryBinder.Bound bound, Schema duckdb) {
    RelNode rel = bound.rel();
    if (duckdb.size() != bound.names().size()) {
      throw new IllegalStateException("Dunlin has %s, DuckDB %s".formatted(bound.names(), duckdb));
    }
    DuckRexBuilder rex = (DuckRexBuilder) rel.getCluster().getRexBuilder();
    List<RexNode> values = new ArrayList<>();
    List<String> names = new ArrayList<>();
    boolean same = true;
    for (int i = 0; i < duckdb.size(); i++) {
      Column column = duckdb.columns().get(i);
      names.add(name(column.name(), bound.names().get(i)));
      RexNode value = rex.makeInputRef(rel, i);
      RelDataType type = rex.types().type(column.type(), value.getType().isNullable());
      same &= DuckTypes.same(type, value.getType());
      values.add(DuckTypes.same(type, value.getType()) ? value : rex.cast(type, value));
    }
    return new QueryBinder.Bound(
        same ? rel : LogicalProject.create(rel, List.of(), values, names, Set.of()), names);
  }

  /**
   * DuckDB's name of a column, but where it is Dunlin's in another letter case: what describes a
   * query takes a table's spelling for that of an alias. And DuckDB names a sub-query by its text,
   * with the names of the empty tables in it.
   */
  private static String name(String duckdbs, String dunlins) {
    return duckdbs.equalsIgnoreCase(dunlins) || DuckDbBinder.namesEmptyTable(duckdbs)
        ? dunlins
        : duckdbs;
  }

  /** The columns that DuckDB gives the query, if it does not refuse it. */
  private Schema check(String sql, SqlText text, TableReferences references) {
    EditedText query = references.over(duckdb.emptyTables(references.columns()), sql);
    return switch (duckdb.bind(query.text())) {
      case Verdict.Taken(Schema columns) -> columns;
      case Verdict.Refused(String message, OptionalInt offset) -> {
        String place = offset.isPresent() ? text.at(query.originalOffset(offset.getAsInt())) : "";
        throw new UserErrorException(message + place);
      }
    };
  }
}
