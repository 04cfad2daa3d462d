package dev.dunlin.executor;

import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.StagedObject;
import dev.dunlin.core.task.Segment;
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
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs a fragment into files of the scratch folder with one COPY, then hands them to the store. For
 * one attempt.
 */
final class OutputWriter {
  /** See docs/adr/0003: the fastest to write, the smallest, and as fast to read as any other. */
  private static final String SEGMENT_FORMAT =
      "FORMAT parquet, PARQUET_VERSION v2, COMPRESSION %s, RETURN_STATS";

  /** DuckDB names the folder of a partition after the column and its value. */
  private static final Pattern PARTITION = Pattern.compile(".*/p=([^/]*)/[^/]*");

  private final TaskDescriptor task;
  private final Path folder;
  private final Session session;
  private final List<PartitionFile> partitions = new ArrayList<>();
  private final List<Path> files = new ArrayList<>();
  private long rows;

  /**
   * A writer.
   *
   * @param folder an existing, empty folder; the caller removes it
   */
  OutputWriter(TaskDescriptor task, Path folder, Session session) {
    this.task = task;
    this.folder = folder;
    this.session = session;
  }

  /** What has left the task. */
  record Delivered(List<Segment> segments, List<StagedObject> files, long rows) {}

  /** Runs the fragment. */
  void run() throws SQLException, IOException {
    switch (task.output()) {
      case TaskOutput.Partitions output when output.partitions() > 1 -> copyPartitions(output);
      case TaskOutput.Partitions output -> copySegment(output.compression());
      case TaskOutput.Single output -> copySegment(output.compression());
      case TaskOutput.Files output -> copyFiles(output);
    }
  }

  private void copyPartitions(TaskOutput.Partitions output) throws SQLException {
    List<String> names = task.schema().names().stream().map(Sql::identifier).toList();
    session.query(
        "COPY (SELECT %s, (%s) AS p FROM (%s) AS fragment) TO %s (%s, PARTITION_BY (p))"
            .formatted(
                SegmentSql.stored(task.schema(), names),
                output.expression(),
                task.sql(),
                Sql.literal(folder.resolve("partitions").toString()),
                SEGMENT_FORMAT.formatted(output.compression())),
        file -> addPartition(file.getString("filename"), file.getLong("count"), output));
  }

  private void addPartition(String file, long count, TaskOutput.Partitions output) {
    Matcher matcher = PARTITION.matcher(file);
    int partition = -1;
    if (matcher.matches() && matcher.group(1).matches("\\d{1,9}")) {
      partition = Integer.parseInt(matcher.group(1));
    }
    if (partition < 0 || partition >= output.partitions()) {
      throw new IllegalStateException(
          "The partition expression %s gave something that is not below %d: %s"
              .formatted(output.expression(), output.partitions(), file));
    }
    rows += count;
    partitions.add(new PartitionFile(partition, Path.of(file), count));
  }

  private void copySegment(String compression) throws SQLException {
    // An ORDER BY of the fragment is kept: DuckDB writes an ordered result in order.
    session.query(
        "COPY (SELECT %s FROM %s) TO %s (%s)"
            .formatted(
                SegmentSql.stored(task.schema(), positions(task.schema())),
                byPosition(task),
                Sql.literal(folder.resolve("segment.parquet").toString()),
                SEGMENT_FORMAT.formatted(compression)),
        file -> {
          rows += file.getLong("count");
          if (file.getLong("count") > 0) {
            Path path = Path.of(file.getString("filename"));
            partitions.add(new PartitionFile(0, path, file.getLong("count")));
          }
        });
  }

  /** The columns of the fragment under names of our own, for its may repeat. */
  private static List<String> positions(Schema schema) {
    return IntStream.range(0, schema.size()).mapToObj(i -> "f" + i).toList();
  }

  private static String byPosition(TaskDescriptor task) {
    String names = String.join(", ", positions(task.schema()));
    return "(%s) AS fragment%s".formatted(task.sql(), names.isEmpty() ? "" : "(" + names + ")");
  }

  private void copyFiles(TaskOutput.Files output) throws SQLException, IOException {
    Schema schema = task.schema();
    StringJoiner columns = new StringJoiner(", ");
    List<String> positions = positions(schema);
    for (int i = 0; i < schema.size(); i++) {
      Column column = schema.columns().get(i);
      columns.add(Sql.cast(positions.get(i), column.type(), output.columns().get(i)));
    }
    Map<String, String> options = new TreeMap<>(output.options());
    options.put("FORMAT", output.format().name().toLowerCase(Locale.ROOT));
    options.put("RETURN_FILES", "true");
    String name = "part-%05d-a%d".formatted(task.attempt().task().number(), attempt().number());
    Path target = folder.resolve("files");
    if (output.partitionBy().isEmpty()) {
      Files.createDirectories(target);
      target = target.resolve(name + extension(output));
    } else {
      List<String> keys = output.partitionBy().stream().map(Sql::identifier).toList();
      options.put("PARTITION_BY", "(" + String.join(", ", keys) + ")");
      options.put("FILENAME_PATTERN", Sql.literal(name + "-{i}"));
    }
    StringJoiner all = new StringJoiner(", ");
    options.forEach((key, value) -> all.add(key + " " + value));
    session.query(
        "COPY (SELECT %s FROM %s) TO %s (%s)"
            .formatted(columns, byPosition(task), Sql.literal(target.toString()), all),
        result -> rows += result.getLong("Count"));
    boolean keepsSchema = attempt().task().number() == 0;
    if (rows > 0 || keepsSchema) {
      try (Stream<Path> written = Files.walk(folder.resolve("files"))) {
        written.filter(Files::isRegularFile).sorted().forEach(files::add);
      }
    }
  }

  private AttemptId attempt() {
    return task.attempt();
  }

  private static String extension(TaskOutput.Files output) {
    String compression = "";
    for (var option : output.options().entrySet()) {
      if (option.getKey().equalsIgnoreCase("COMPRESSION")) {
        compression = option.getValue().replace("'", "").toLowerCase(Locale.ROOT);
      }
    }
    String extension = "." + output.format().name().toLowerCase(Locale.ROOT);
    if (output.format() == FileFormat.PARQUET) {
      return extension; // Compressed inside.
    }
    return switch (compression) {
      case "gzip" -> extension + ".gz";
      case "zstd" -> extension + ".zst";
      default -> extension;
    };
  }

  /** Hands over what {@link #run} has written. */
  Delivered deliver(ObjectStore store) throws IOException {
    return switch (task.output()) {
      case TaskOutput.Partitions output -> segments(store, output.prefix());
      case TaskOutput.Single output -> segments(store, output.prefix());
      case TaskOutput.Files output -> {
        Path root = folder.resolve("files");
        List<StagedObject> staged = new ArrayList<>();
        for (Path file : files) {
          String name = root.relativize(file).toString();
          String job = attempt().task().stage().job().toString();
          staged.add(store.stage(file, output.folder(), name, job));
        }
        yield new Delivered(List.of(), staged, rows);
      }
    };
  }

  private Delivered segments(ObjectStore store, ObjectUri prefix) throws IOException {
    List<Segment> segments = new SegmentWriter(store).write(attempt().task(), prefix, partitions);
    return new Delivered(segments, List.of(), rows);
  }
}
