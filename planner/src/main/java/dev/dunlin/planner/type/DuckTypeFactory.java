package dev.dunlin.planner.type;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeSystemImpl;
import org.apache.calcite.sql.type.SqlTypeFactoryImpl;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** Makes types with DuckDB's limits and UTF-8 text. */
public final class DuckTypeFactory extends SqlTypeFactoryImpl {
  public DuckTypeFactory() {
    super(new Limits());
  }

  @Override
  public Charset getDefaultCharset() {
    return StandardCharsets.UTF_8;
  }

  /** The type of this name in DuckDB's canonical spelling. */
  public RelDataType type(String duckType, boolean nullable) {
    RelDataType plain = DuckTypes.plain(this, duckType);
    return plain == null
        ? canonize(new OpaqueType(duckType, nullable))
        : createTypeWithNullability(plain, nullable);
  }

  @Override
  public RelDataType createTypeWithNullability(RelDataType type, boolean nullable) {
    return type instanceof OpaqueType opaque
        ? canonize(new OpaqueType(opaque.text(), nullable))
        : super.createTypeWithNullability(type, nullable);
  }

  /** The binder casts to a common type, so only nullability is left to settle for opaque types. */
  @Override
  public @Nullable RelDataType leastRestrictive(List<RelDataType> types) {
    if (types.stream().anyMatch(OpaqueType.class::isInstance)) {
      String text =
          types.stream()
              .filter(t -> t.getSqlTypeName() != SqlTypeName.NULL)
              .map(DuckTypes::text)
              .findFirst()
              .orElseThrow();
      return type(text, types.stream().anyMatch(RelDataType::isNullable));
    }
    return super.leastRestrictive(types);
  }

  private static final class Limits extends RelDataTypeSystemImpl {
    @Override
    public int getMaxPrecision(SqlTypeName type) {
      return switch (type) {
        case DECIMAL -> 38;
        case TIMESTAMP -> 9;
        default -> super.getMaxPrecision(type);
      };
    }

    @Override
    public int getMaxScale(SqlTypeName type) {
      return type == SqlTypeName.DECIMAL ? 38 : super.getMaxScale(type);
    }

    @Override
    public boolean shouldConvertRaggedUnionTypesToVarying() {
      return true;
    }
  }
}
