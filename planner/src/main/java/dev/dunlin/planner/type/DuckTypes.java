package dev.dunlin.planner.type;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * The correspondence of DuckDB's types to Calcite's. <em>Plain</em> types are those whose values
 * the optimiser understands: booleans, signed integers to 64 bits, decimals, floats, text, dates
 * and timestamps. All others are opaque to it.
 */
public final class DuckTypes {
  private static final Pattern DECIMAL = Pattern.compile("DECIMAL\\((\\d+),\\s*(\\d+)\\)");

  private DuckTypes() {}

  static @Nullable RelDataType plain(RelDataTypeFactory factory, String duckType) {
    return switch (duckType) {
      case "BOOLEAN" -> factory.createSqlType(SqlTypeName.BOOLEAN);
      case "TINYINT" -> factory.createSqlType(SqlTypeName.TINYINT);
      case "SMALLINT" -> factory.createSqlType(SqlTypeName.SMALLINT);
      case "INTEGER" -> factory.createSqlType(SqlTypeName.INTEGER);
      case "BIGINT" -> factory.createSqlType(SqlTypeName.BIGINT);
      case "FLOAT" -> factory.createSqlType(SqlTypeName.REAL);
      case "DOUBLE" -> factory.createSqlType(SqlTypeName.DOUBLE);
      case "VARCHAR" -> factory.createSqlType(SqlTypeName.VARCHAR);
      case "DATE" -> factory.createSqlType(SqlTypeName.DATE);
      case "TIMESTAMP" -> factory.createSqlType(SqlTypeName.TIMESTAMP, 6);
      default -> {
        Matcher decimal = DECIMAL.matcher(duckType);
        yield decimal.matches()
            ? factory.createSqlType(
                SqlTypeName.DECIMAL,
                Integer.parseInt(decimal.group(1)),
                Integer.parseInt(decimal.group(2)))
            : null;
      }
    };
  }

  /** The type as DuckDB writes it. */
  public static String text(RelDataType type) {
    if (type instanceof OpaqueType opaque) {
      return opaque.text();
    }
    return switch (type.getSqlTypeName()) {
      case REAL -> "FLOAT";
      case FLOAT, DOUBLE -> "DOUBLE";
      case CHAR, VARCHAR -> "VARCHAR";
      case DECIMAL -> "DECIMAL(" + type.getPrecision() + "," + Math.max(0, type.getScale()) + ")";
      case TIMESTAMP -> "TIMESTAMP";
      case NULL -> "\"NULL\"";
      default -> type.getSqlTypeName().getName();
    };
  }

  public static boolean isOpaque(RelDataType type) {
    return type instanceof OpaqueType;
  }

  /** Whether both are the same type, NULLs aside. */
  public static boolean same(RelDataType a, RelDataType b) {
    return text(a).equals(text(b));
  }

  public static boolean isText(RelDataType type) {
    return type.getSqlTypeName() == SqlTypeName.VARCHAR
        || type.getSqlTypeName() == SqlTypeName.CHAR;
  }

  public static boolean isNumeric(RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL, REAL, DOUBLE -> true;
      default ->
          switch (text(type)) {
            case "HUGEINT", "UHUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT" -> true;
            default -> false;
          };
    };
  }
}
