package dev.dunlin.planner.statement;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.schema.TypeText;
import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import java.util.Collection;
import java.util.Map;

/**
 * What the file formats make of DuckDB's types: a column is written so that its values can be read
 * back, or refused by name. {@code docs/formats.md} says it for people, and {@code RoundTripTest}
 * tries it.
 */
final class FileTypes {
  private static final String UNION = "UNION";
  private static final String VARIANT = "VARIANT";

  /** Why a format cannot hold a type, wherever it stands in a column's, and what to write. */
  private static final Map<FileFormat, Map<String, Refusal>> REFUSED =
      Map.of(
          FileFormat.PARQUET,
          Map.of(
              "INTERVAL",
              new Refusal("Parquet has no negative intervals and no parts of a millisecond"),
              "TIME WITH TIME ZONE",
              new Refusal("Parquet keeps no offset with a time")),
          FileFormat.CSV,
          Map.of(VARIANT, new Refusal("CSV does not keep the type of each value")),
          FileFormat.JSON,
          Map.of(
              "BLOB",
              new Refusal("JSON has no bytes", "base64(%s)"),
              VARIANT,
              new Refusal("JSON does not keep the type of each value", "CAST(%s AS JSON)")));

  private record Refusal(String reason, String instead) {
    Refusal(String reason) {
      this(reason, "CAST(%s AS VARCHAR)");
    }
  }

  private FileTypes() {}

  /**
   * The columns with the types they are written as: those in which they are read back from Parquet,
   * which writes 128-bit integers as DECIMAL(38,0).
   *
   * @param folders names of the columns that become folders, which are text in any format
   * @throws UserErrorException if the format cannot hold a column
   */
  static Schema written(FileFormat format, Schema schema, Collection<String> folders) {
    return new Schema(
        schema.columns().stream()
            .map(c -> folders.contains(c.name()) ? c : new Column(c.name(), written(format, c)))
            .toList());
  }

  private static String written(FileFormat format, Column column) {
    return TypeText.withElements(column.type(), element -> written(format, column, element));
  }

  private static String written(FileFormat format, Column column, String element) {
    if (element.startsWith(UNION + "(")) {
      throw refused(format, column, new Refusal("no format keeps the member with each value"));
    }
    Refusal refusal = REFUSED.getOrDefault(format, Map.of()).get(element);
    if (refusal != null) {
      throw refused(format, column, refusal);
    }
    if (format != FileFormat.PARQUET) {
      return element;
    }
    if (element.equals(VARIANT) && !column.type().equals(VARIANT)) {
      throw refused(
          format, column, new Refusal("Parquet keeps a VARIANT as a column of its own alone"));
    }
    // DuckDB alone would write the nearest DOUBLE. A value of 39 digits fails, and says so.
    return element.equals("HUGEINT") || element.equals("UHUGEINT") ? "DECIMAL(38,0)" : element;
  }

  private static UserErrorException refused(FileFormat format, Column column, Refusal refusal) {
    String name = EmbeddedDuckDb.identifier(column.name());
    return new UserErrorException(
        "Cannot write the column %s of type %s as %s: %s. Write another type, for example %s."
            .formatted(
                name, column.type(), format, refusal.reason(), refusal.instead().formatted(name)));
  }
}
