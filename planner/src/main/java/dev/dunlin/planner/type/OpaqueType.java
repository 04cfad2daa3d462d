package dev.dunlin.planner.type;

import org.apache.calcite.rel.type.RelDataTypeFamily;
import org.apache.calcite.sql.type.AbstractSqlType;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * A DuckDB type that the optimiser has no use for but its name: HUGEINT, lists, structs, INTERVAL,
 * JSON and whatever else is not a {@link DuckTypes plain type}. Two are equal if their names are.
 */
final class OpaqueType extends AbstractSqlType {
  private static final long serialVersionUID = 1L;

  private final String text;

  OpaqueType(String text, boolean nullable) {
    super(SqlTypeName.OTHER, nullable, null);
    this.text = text;
    computeDigest();
  }

  /** The type as DuckDB writes it. */
  String text() {
    return text;
  }

  @Override
  public RelDataTypeFamily getFamily() {
    return this;
  }

  @Override
  protected void generateTypeString(StringBuilder sb, boolean withDetail) {
    sb.append(text);
  }
}
