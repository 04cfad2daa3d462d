package dev.dunlin.executor;

import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.TaskDescriptor;
import dev.dunlin.core.task.TaskOutput;
import dev.dunlin.shuffle.SegmentWriter;
import dev.dunlin.shuffle.SegmentWriter.PartitionFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rows for a later stage or for the driver: Parquet files by partition. */
final class SegmentOutput extends OutputWriter {
  /** See docs/adr/0003: the fastest to write, the smallest, and as fast to read as any other. */
  private static final String FORMAT = "FORMAT parquet, PARQUET_VERSION v2, COMPRESSION %s";

  /** One folder for all partitions: each folder more costs as much as a file. */
  private static final String PARTITIONS =
      "PARTITION_BY (p), HIVE_FILE_PATTERN false, FILENAME_PATTERN 'segment-{i}', RETURN_STATS";

  private static final Pattern PARTITION = Pattern.compile("\\{p=(\\d{1,9})\\}");

  private final SegmentWriter writer;
  private final Path folder;
  private final List<PartitionFile> files = new ArrayList<>();

  SegmentOutput(
      TaskDescriptor task, ObjectUri prefix, ObjectStore store, Path scratch, Session session) {
    super(task, session);
    this.writer = new SegmentWriter(store, task.attempt().task(), prefix);
    this.folder = writer.folder().orElse(scratch);
  }

  @Override
  void run() throws SQLException, IOException {
    if (writer.folder().isPresent()) {
      Files.createDirectories(folder);
    }
    switch (task.output()) {
      case TaskOutput.Partitions output when output.partitions() > 1 -> copyPartitions(output);
      case TaskOutput.Partitions output -> copyAll(output.compression());
      case TaskOutput.Single output -> copyAll(output.compression());
      case TaskOutput.Files _ -> throw new IllegalStateException("Not an output of segments");
    }
  }

  private void copyPartitions(TaskOutput.Partitions output) throws SQLException {
    List<String> names = task.schema().names().stream().map(Sql::identifier).toList();
    session.query(
        "COPY (SELECT %s, (%s) AS p FROM (%s) AS fragment) TO %s (%s, %s)"
            .formatted(
                SegmentSql.stored(task.schema(), names),
                output.expression(),
                task.sql(),
                Sql.literal(folder.toString()),
                FORMAT.formatted(output.compression()),
                PARTITIONS),
        file -> {
          int partition = partition(file.getString("partition_keys"), output);
          Path path = Path.of(file.getString("filename"));
          files.add(new PartitionFile(partition, path, file.getLong("count")));
        });
  }

  private static int partition(String keys, TaskOutput.Partitions output) {
    Matcher matcher = PARTITION.matcher(keys);
    int partition = matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
    if (partition < 0 || partition >= output.partitions()) {
      throw new IllegalStateException(
          "The partition expression %s gave something that is not below %d: %s"
              .formatted(output.expression(), output.partitions(), keys));
    }
    return partition;
  }

  private void copyAll(String compression) throws SQLException {
    Path file = folder.resolve("segment.parquet");
    // An ORDER BY of the fragment is kept: DuckDB writes an ordered result in order. The statistics
    // of one file say nothing that is needed, and would take as long as planning the statement.
    long rows =
        session.update(
            "COPY (SELECT %s FROM %s) TO %s (%s, WRITE_EMPTY_FILE false)"
                .formatted(
                    SegmentSql.stored(task.schema(), positions(task.schema().size())),
                    byPosition(),
                    Sql.literal(file.toString()),
                    FORMAT.formatted(compression)));
    if (rows > 0) {
      files.add(new PartitionFile(0, file, rows));
    }
  }

  @Override
  Delivered deliver() throws IOException {
    long rows = files.stream().mapToLong(PartitionFile::rows).sum();
    return new Delivered(writer.write(files), List.of(), rows);
  }

  @Override
  void discard() throws IOException {
    writer.discard();
  }
}
