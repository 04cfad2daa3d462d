package dev.dunlin.planner.bind;

import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import dev.dunlin.planner.function.DuckFunction;
import dev.dunlin.planner.function.SqlTemplate;
import dev.dunlin.planner.type.DuckRexBuilder;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeName;
import tools.jackson.databind.JsonNode;

/**
 * Literals, of the types that DuckDB gives them where they stand alone. Beside other values it lets
 * them take theirs, so those that are written as literals are told from other constants.
 */
final class Literals {
  private final BindContext context;
  private final DuckRexBuilder rex;
  private final Set<RexNode> written = Collections.newSetFromMap(new IdentityHashMap<>());

  Literals(BindContext context) {
    this.context = context;
    this.rex = context.rex();
  }

  /** The value of a literal in the query's text. */
  RexNode of(JsonNode literal) {
    RexNode value = value(literal);
    written.add(value);
    return value;
  }

  /** Whether a value is a literal in the query's text, and not a constant of another kind. */
  boolean isWritten(RexNode value) {
    return value instanceof RexLiteral && written.contains(value);
  }

  /** The same value, its type no longer open: that of {@code CAST(1 AS INTEGER)}. */
  RexNode settled(RexNode value) {
    return isWritten(value) ? rex.copy((RexLiteral) value) : value;
  }

  private RexNode value(JsonNode literal) {
    String text = literal.path("text").stringValue("");
    return switch (literal.path("kind").stringValue("")) {
      case "NULL_LITERAL" -> rex.makeNullLiteral(rex.types().createSqlType(SqlTypeName.NULL));
      case "BOOLEAN" -> rex.makeLiteral(text.equalsIgnoreCase("true"));
      case "STRING" ->
          DuckRexBuilder.isComparable(text) ? rex.text(text) : opaque(EmbeddedDuckDb.literal(text));
      case "INTEGER", "NUMERIC" -> number(text);
      default ->
          opaque(literal.path("kind").stringValue("").equals("HEX") ? "x'" + text + "'" : text);
    };
  }

  private RexNode number(String text) {
    String plain = text.replace("_", "");
    RelDataType type = context.functions().typeOf(new SqlTemplate(plain), List.of());
    RexNode literal = rex.literal(plain, type);
    return literal == null ? opaque(plain) : literal;
  }

  private RexNode opaque(String sql) {
    SqlTemplate template = new SqlTemplate(sql);
    RelDataType type = context.functions().typeOf(template, List.of());
    return rex.makeCall(type, new DuckFunction(template, type, true), List.of());
  }
}
