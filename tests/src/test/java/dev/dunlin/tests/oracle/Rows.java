package dev.dunlin.tests.oracle;

import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import java.io.IOException;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.duckdb.DuckDBStruct;
import org.jspecify.annotations.Nullable;

/**
 * What a query gives.
 *
 * @param schema the columns
 * @param rows their values in {@linkplain #plain plain} form
 */
public record Rows(Schema schema, List<List<@Nullable Object>> rows) {

  /** Reads all of a result. */
  public static Rows of(ResultSet result) throws SQLException {
    ResultSetMetaData columns = result.getMetaData();
    List<Column> schema = new ArrayList<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      schema.add(new Column(columns.getColumnName(i), columns.getColumnTypeName(i)));
    }
    List<List<@Nullable Object>> rows = new ArrayList<>();
    while (result.next()) {
      List<@Nullable Object> row = new ArrayList<>();
      for (int i = 1; i <= schema.size(); i++) {
        row.add(result.getObject(i));
      }
      rows.add(plainRow(row));
    }
    return new Rows(new Schema(schema), rows);
  }

  /** Reads all of a result of Dunlin's. */
  public static Rows of(dev.dunlin.driver.session.Rows result) throws IOException {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    result.forEach(row -> rows.add(plainRow(row.values())));
    return new Rows(result.schema(), rows);
  }

  /** A row of values as DuckDB's JDBC driver gives them, in plain form. */
  private static List<@Nullable Object> plainRow(List<? extends @Nullable Object> row) {
    try {
      return Collections.unmodifiableList(plainList(row));
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot read a value of " + row, e);
    }
  }

  /**
   * A value that {@code equals} and {@code toString} compare well: whole numbers of all widths as
   * BigInteger, FLOAT as Double, lists as List, structs and maps as Map in their order, blobs as
   * hexadecimal text, JSON as text.
   */
  private static @Nullable Object plain(@Nullable Object value) throws SQLException {
    return switch (value) {
      case null -> null;
      case Byte n -> BigInteger.valueOf(n);
      case Short n -> BigInteger.valueOf(n);
      case Integer n -> BigInteger.valueOf(n);
      case Long n -> BigInteger.valueOf(n);
      case Float n -> n.doubleValue();
      case Timestamp t -> t.toLocalDateTime();
      case java.time.OffsetDateTime t -> t.toInstant();
      case Array list -> plainList(Arrays.asList((Object[]) list.getArray()));
      case DuckDBStruct struct -> plainMap(struct.getMap());
      case Map<?, ?> map -> plainMap(map);
      case Blob blob -> HexFormat.of().formatHex(blob.getBytes(1, (int) blob.length()));
      case org.duckdb.JsonNode json -> json.toString();
      default -> value;
    };
  }

  private static List<@Nullable Object> plainList(List<? extends @Nullable Object> list)
      throws SQLException {
    List<@Nullable Object> plain = new ArrayList<>();
    for (Object element : list) {
      plain.add(plain(element));
    }
    return plain;
  }

  private static Map<@Nullable Object, @Nullable Object> plainMap(Map<?, ?> map)
      throws SQLException {
    Map<@Nullable Object, @Nullable Object> plain = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      plain.put(plain(entry.getKey()), plain(entry.getValue()));
    }
    return plain;
  }

  /** A row on one line. */
  static String line(List<@Nullable Object> row) {
    return row.stream().map(String::valueOf).collect(Collectors.joining(" | "));
  }
}
