package dev.dunlin.planner.catalog;

import dev.dunlin.core.schema.Column;
import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.core.stage.FileLayout;
import dev.dunlin.core.stage.ScanSource;
import dev.dunlin.core.stage.Split;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads splits as a task does: each alone, by what the plan says and nothing else. */
final class TaskReads {
  private final Path folder;
  private int copies;

  /**
   * @param folder for copies of parts of files
   */
  TaskReads(Path folder) {
    this.folder = folder;
  }

  /** A query for all rows of a plan, in the order of its splits. */
  String query(ScanPlan plan) throws IOException {
    List<String> selects = new ArrayList<>();
    for (List<Split> task : plan.tasks()) {
      for (Split split : task) {
        selects.add(select(plan.source(), split));
      }
    }
    return String.join(" UNION ALL ", selects);
  }

  private String select(ScanSource source, Split split) throws IOException {
    Map<String, String> values = new TreeMap<>();
    for (int i = 0; i < source.pathColumns().size(); i++) {
      values.put(
          source.pathColumns().get(i).name(),
          split.pathValue(i).map(EmbeddedDuckDb::literal).orElse("NULL"));
    }
    if (!source.filenameColumn().isEmpty()) {
      values.put(source.filenameColumn(), EmbeddedDuckDb.literal(split.file().toString()));
    }
    String columns =
        source.schema().columns().stream()
            .map(
                c ->
                    "CAST(%s AS %s) AS %s"
                        .formatted(
                            values.getOrDefault(c.name(), value(source, split, c.name())),
                            c.type(),
                            EmbeddedDuckDb.identifier(c.name())))
            .collect(Collectors.joining(", "));
    return "SELECT " + columns + " FROM " + relation(source, split);
  }

  private static String value(ScanSource source, Split split, String column) {
    boolean lacking =
        source.format() != FileFormat.PARQUET
            && source.layouts().get(split.layout()).columns().stream()
                .noneMatch(c -> c.name().equals(column));
    return lacking ? "NULL" : EmbeddedDuckDb.identifier(column);
  }

  private String relation(ScanSource source, Split split) throws IOException {
    FileLayout layout = source.layouts().get(split.layout());
    Map<String, String> options = new TreeMap<>(layout.options());
    options.put("hive_partitioning", "false");
    String reader = "read_" + source.format().name().toLowerCase(Locale.ROOT);
    Path path = split.file().path();
    if (source.format() == FileFormat.PARQUET) {
      options.put("file_row_number", "true");
      return "%s(%s%s) WHERE file_row_number BETWEEN %d AND %d"
          .formatted(
              reader,
              literal(path),
              ReaderOptions.arguments(options),
              split.from(),
              split.to() - 1);
    }
    options.put("auto_detect", "false");
    options.put(
        "columns",
        layout.columns().stream()
            .map(TaskReads::column)
            .collect(Collectors.joining(", ", "{", "}")));
    if (!split.whole()) {
      path = lines(split);
      if (split.from() > 0) {
        options.remove("skip");
        options.computeIfPresent("header", (k, v) -> "false");
      }
    }
    return reader + "(" + literal(path) + ReaderOptions.arguments(options) + ")";
  }

  private static String column(Column column) {
    return EmbeddedDuckDb.literal(column.name()) + ": " + EmbeddedDuckDb.literal(column.type());
  }

  private static String literal(Path path) {
    return EmbeddedDuckDb.literal(MetadataFiles.escaped(path));
  }

  /** A copy of the lines that begin in the split. */
  private Path lines(Split split) throws IOException {
    String all = Files.readString(split.file().path(), StandardCharsets.ISO_8859_1);
    int from = lineStart(all, split.from());
    int to = lineStart(all, split.to());
    return Files.writeString(
        folder.resolve("copy" + copies++), all.substring(from, to), StandardCharsets.ISO_8859_1);
  }

  private static int lineStart(String all, long at) {
    int end = at == 0 ? -1 : all.indexOf('\n', (int) at - 1);
    return at == 0 ? 0 : end < 0 ? all.length() : end + 1;
  }
}
