package dev.dunlin.core.stage;

import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where the rows of a stage go. */
public sealed interface StageOutput {

  /** The placeholder of the number of partitions in {@link Partitioned#expression}. */
  String PARTITIONS = "${partitions}";

  /**
   * Segments by partition.
   *
   * @param expression SQL over the fragment's columns that gives the partition, 0 to {@link
   *     #PARTITIONS} − 1, never NULL
   * @param description for EXPLAIN: {@code hash(l_orderkey)}
   * @param partitions how many; every shuffle that meets another in one stage has the same
   */
  record Partitioned(String expression, String description, int partitions) implements StageOutput {
    public Partitioned {
      if (partitions < 1) {
        throw new IllegalArgumentException("A shuffle needs a partition: " + partitions);
      }
    }
  }

  /** One segment per task, for one task to gather or for all to read. */
  record Single() implements StageOutput {}

  /** The job's rows: like {@link Single}, the tasks' segments in task order and rows in order. */
  record Rows() implements StageOutput {}

  /**
   * Files for the user, visible once the job commits.
   *
   * @param folder the folder they go to
   * @param format their format
   * @param options options of DuckDB's COPY for that format as SQL literals, among them {@link
   *     #ENDING}
   * @param partitionBy names of the columns that become {@code key=value} folders
   * @param replace what the commit does where the folder is not empty
   */
  record Files(
      ObjectUri folder,
      FileFormat format,
      Map<String, String> options,
      List<String> partitionBy,
      ObjectStore.Replace replace)
      implements StageOutput {
    /** The option that says how the files' names end, without the first dot: {@code csv.gz}. */
    public static final String ENDING = "file_extension";

    public Files {
      options = java.util.Collections.unmodifiableMap(new TreeMap<>(options));
      partitionBy = List.copyOf(partitionBy);
    }
  }
}
