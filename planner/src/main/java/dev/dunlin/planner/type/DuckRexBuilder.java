package dev.dunlin.planner.type;

import com.google.common.collect.ImmutableSet;
import dev.dunlin.planner.function.DuckFunction;
import dev.dunlin.planner.function.SqlTemplate;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.apache.calcite.rel.RelFieldCollation.Direction;
import org.apache.calcite.rel.RelFieldCollation.NullDirection;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexFieldCollation;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlCollation;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.NlsString;
import org.apache.calcite.util.TimestampString;
import org.jspecify.annotations.Nullable;

/** Makes expressions over DuckDB's types: VARCHAR literals, and casts that Calcite cannot fold. */
public final class DuckRexBuilder extends RexBuilder {
  private final DuckTypeFactory types;

  public DuckRexBuilder(DuckTypeFactory types) {
    super(types);
    this.types = types;
  }

  public DuckTypeFactory types() {
    return types;
  }

  /** A term of a window's order, with NULLs said to be first or last. */
  public static RexFieldCollation ordered(RexNode value, Direction direction, NullDirection nulls) {
    ImmutableSet.Builder<SqlKind> flags = ImmutableSet.builder();
    if (direction.isDescending()) {
      flags.add(SqlKind.DESCENDING);
    }
    flags.add(nulls == NullDirection.FIRST ? SqlKind.NULLS_FIRST : SqlKind.NULLS_LAST);
    return new RexFieldCollation(value, flags.build());
  }

  public RexLiteral text(String value) {
    return makeLiteral(
        new NlsString(value, StandardCharsets.UTF_8.name(), SqlCollation.IMPLICIT),
        types.type("VARCHAR", false),
        SqlTypeName.CHAR);
  }

  /** Another literal that is equal to this one. */
  public RexLiteral copy(RexLiteral literal) {
    return makeLiteral(literal.getValue(), literal.getType(), literal.getTypeName());
  }

  /**
   * The literal of a plain type whose value DuckDB prints as this text; null where it has none that
   * Calcite could hold (infinite dates, NaN, years beyond four digits, {@linkplain #isComparable
   * some texts}).
   */
  public @Nullable RexLiteral literal(String value, RelDataType type) {
    try {
      return switch (type.getSqlTypeName()) {
        case BOOLEAN -> makeLiteral(value.equals("true"));
        case TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL ->
            makeLiteral(new BigDecimal(value), type, SqlTypeName.DECIMAL);
        case DOUBLE ->
            Double.isFinite(Double.parseDouble(value))
                ? makeLiteral((Comparable<?>) Double.valueOf(value), type, SqlTypeName.DOUBLE)
                : null;
        case VARCHAR -> isComparable(value) ? text(value) : null;
        case DATE -> makeLiteral(new DateString(value), type, SqlTypeName.DATE);
        case TIMESTAMP -> makeLiteral(new TimestampString(value), type, SqlTypeName.TIMESTAMP);
        default -> null;
      };
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * Whether a text stands among others where DuckDB has it, which compares UTF-8 bytes: Calcite
   * compares UTF-16, and would take emoji to be less than U+FFFD.
   */
  public static boolean isComparable(String text) {
    return text.chars().noneMatch(c -> Character.isSurrogate((char) c));
  }

  /** A cast that stays a cast, whatever the operand is. */
  public RexNode cast(RelDataType type, RexNode operand) {
    return DuckTypes.same(type, operand.getType())
        ? operand
        : opaqueCast(
            types.createTypeWithNullability(type, operand.getType().isNullable()), operand);
  }

  /** Casts from and to opaque types are DuckDB's business alone: Calcite would look into them. */
  private RexNode opaqueCast(RelDataType type, RexNode operand) {
    if (!DuckTypes.isOpaque(type) && !DuckTypes.isOpaque(operand.getType())) {
      return makeAbstractCast(type, operand, false);
    }
    if (DuckTypes.text(operand.getType()).equals("JSON")) {
      // JSON's null is NULL in other types.
      RelDataType nullable = types.createTypeWithNullability(type, true);
      SqlTemplate template =
          new SqlTemplate("(" + SqlTemplate.hole(0) + "::" + DuckTypes.text(type) + ")");
      return makeCall(
          nullable, new DuckFunction(template, nullable, true), java.util.List.of(operand));
    }
    SqlTemplate template =
        new SqlTemplate("CAST(" + SqlTemplate.hole(0) + " AS " + DuckTypes.text(type) + ")");
    return makeCall(type, new DuckFunction(template, type, true), java.util.List.of(operand));
  }

  @Override
  public RexNode makeCast(
      SqlParserPos pos,
      RelDataType type,
      RexNode operand,
      boolean matchNullability,
      boolean safe,
      RexLiteral format) {
    if (DuckTypes.isOpaque(type) && RexLiteral.isNullLiteral(operand)) {
      return makeLiteral(null, types.createTypeWithNullability(type, true), SqlTypeName.NULL);
    }
    if (DuckTypes.isOpaque(type) || DuckTypes.isOpaque(operand.getType())) {
      if (!DuckTypes.same(type, operand.getType())) {
        return opaqueCast(type, operand);
      }
      boolean nullable = operand.getType().isNullable();
      return !matchNullability || type.isNullable() == nullable
          ? operand
          : makeAbstractCast(type, operand, false);
    }
    return super.makeCast(pos, type, operand, matchNullability, safe, format);
  }
}
