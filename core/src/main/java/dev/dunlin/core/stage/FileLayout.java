package dev.dunlin.core.stage;

import dev.dunlin.core.schema.Column;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How some of a table's files are written, as a task must know it to read them: a task never
 * sniffs.
 *
 * @param options options of DuckDB's reader for the format ({@code delim}, {@code header}, …) as
 *     SQL literals
 * @param columns every column of such a CSV or JSON file in order, since a CSV reader must name
 *     them all; what else the scan asks for is NULL in these files. Empty for Parquet
 */
public record FileLayout(Map<String, String> options, List<Column> columns) {
  public FileLayout {
    options = Collections.unmodifiableMap(new TreeMap<>(options));
    columns = List.copyOf(columns);
  }
}
