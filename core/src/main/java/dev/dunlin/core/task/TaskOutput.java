package dev.dunlin.core.task;

import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.core.store.ObjectUri;
import io.avaje.jsonb.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a task does with its rows. */
@Json(typeProperty = "kind")
@Json.SubTypes({
  @Json.SubType(type = TaskOutput.Partitions.class, name = "partitions"),
  @Json.SubType(type = TaskOutput.Single.class, name = "single"),
  @Json.SubType(type = TaskOutput.Files.class, name = "files")
})
public sealed interface TaskOutput {

  /**
   * A segment for each partition that gets rows.
   *
   * @param expression SQL that gives a row's partition, 0 to partitions − 1
   * @param partitions the number of partitions
   * @param prefix the attempt's own prefix; every object of the attempt lies below it
   * @param compression {@code lz4_raw}, {@code snappy}, {@code zstd} or {@code uncompressed}
   */
  record Partitions(String expression, int partitions, ObjectUri prefix, String compression)
      implements TaskOutput {}

  /**
   * One segment with all rows in the fragment's order; none where there are no rows.
   *
   * @param prefix the attempt's own prefix
   * @param compression as in {@link Partitions}
   */
  record Single(ObjectUri prefix, String compression) implements TaskOutput {}

  /**
   * Staged files for the user, named after task and attempt ({@code part-00007-j-7f3a-a0.parquet}).
   * Where there are no rows, task 0 still writes one, so that the schema is kept; but not under
   * {@code key=value} folders, among which a file without a key would be in the way.
   *
   * @param folder the folder the files will be in
   * @param format their format
   * @param options options of DuckDB's COPY as SQL literals
   * @param partitionBy names of columns that become {@code key=value} folders
   * @param columns the user's names of the fragment's columns, in order
   */
  record Files(
      ObjectUri folder,
      FileFormat format,
      Map<String, String> options,
      List<String> partitionBy,
      List<String> columns)
      implements TaskOutput {
    public Files {
      options = java.util.Collections.unmodifiableMap(new TreeMap<>(options));
      partitionBy = List.copyOf(partitionBy);
      columns = List.copyOf(columns);
    }
  }
}
