package dev.dunlin.executor;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.schema.TypeText;
import java.util.Set;

/**
 * The type under which a column is kept in a segment, so that a cast back gives the same value.
 * DuckDB's Parquet writer turns HUGEINT into DOUBLE, cuts INTERVAL to milliseconds (and refuses
 * negative ones) and drops the offset of TIME WITH TIME ZONE; those go as text, wherever in a type
 * they stand. What it merely renames (ENUM, BIT, fixed arrays, TIMESTAMP_S) a cast brings back.
 */
final class StorageType {
  private static final Set<String> AS_TEXT =
      Set.of("HUGEINT", "UHUGEINT", "INTERVAL", "TIMETZ", "TIME WITH TIME ZONE", "BIT", "BIGNUM");

  private StorageType() {}

  /**
   * The storage type of a column type.
   *
   * @param type in DuckDB's spelling
   * @throws UserErrorException for a UNION, and for a VARIANT inside another type, which no file
   *     format of ours can hold
   */
  static String of(String type) {
    return TypeText.withElements(
        type,
        element -> {
          boolean inside = !element.equalsIgnoreCase(type);
          if (element.startsWith("UNION(") || (inside && element.equals("VARIANT"))) {
            throw new UserErrorException(
                "Cannot pass a column of type "
                    + type
                    + " on: a "
                    + element.split("\\(", 2)[0]
                    + (inside ? " inside another type" : "")
                    + " cannot be kept in a file. Cast it, for example to VARCHAR.");
          }
          return AS_TEXT.contains(element) ? "VARCHAR" : element;
        });
  }
}
