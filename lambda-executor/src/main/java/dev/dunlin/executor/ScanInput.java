package dev.dunlin.executor;

import dev.dunlin.core.schema.Column;
import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.core.stage.ScanSource;
import dev.dunlin.core.stage.Split;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.TaskInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * Reads pieces of files by SQL: whole Parquet files and their row ranges in place, lines of text
 * from a copy of just those lines. Where the store keeps no files, copies stand for them. For one
 * attempt.
 */
final class ScanInput {
  private final ObjectStore store;
  private final Path folder;
  private final Map<Path, TextRange> copies;
  private final Map<ObjectUri, Split> checked = new HashMap<>();
  private final Map<ObjectUri, Path> fetched = new HashMap<>();
  private long textBytes;
  private long parquetBytes;

  /**
   * A reader.
   *
   * @param folder for copies, made if need be; the caller removes it
   * @param copies is told of each copy what it is a copy of, for messages
   */
  ScanInput(ObjectStore store, Path folder, Map<Path, TextRange> copies) {
    this.store = store;
    this.folder = folder;
    this.copies = copies;
  }

  /** Bytes of the pieces of text that will be read. */
  long textBytes() {
    return textBytes;
  }

  /** Bytes of the Parquet files that will be read, the columns not needed included. */
  long parquetBytes() {
    return parquetBytes;
  }

  /** A SELECT of all rows of the splits, with the columns of the source's schema. */
  String select(TaskInput.Scan scan) throws IOException {
    ScanSource source = scan.source();
    Map<Constants, List<Split>> groups = new LinkedHashMap<>();
    for (Split split : scan.splits()) {
      check(split);
      if (split.fileBytes() > 0 && (split.whole() || split.to() > split.from())) {
        groups.computeIfAbsent(Constants.of(source, split), _ -> new ArrayList<>()).add(split);
      }
    }
    StringJoiner union = new StringJoiner("\nUNION ALL ");
    for (var group : groups.entrySet()) {
      String columns = columns(source, group.getKey());
      for (String relation : relations(source, group.getValue())) {
        union.add("SELECT " + columns + " FROM " + relation);
      }
    }
    return union.length() == 0 ? SegmentSql.empty(source.schema()) : union.toString();
  }

  private void check(Split split) throws IOException {
    if (checked.put(split.file(), split) == null) {
      checkUnchanged(split);
    }
  }

  private void checkUnchanged(Split split) throws IOException {
    ObjectStat stat;
    try {
      stat = store.stat(split.file());
    } catch (NoSuchFileException e) {
      throw new InputChangedException(split, "it is gone");
    }
    if (!stat.etag().equals(split.etag())) {
      throw new InputChangedException(
          split,
          stat.lengthBytes() == split.fileBytes()
              ? "it has changed"
              : "it has changed from %d to %d bytes"
                  .formatted(split.fileBytes(), stat.lengthBytes()));
    }
  }

  /** Looks once more at the files that were read in place, now that they have been read. */
  void checkUnchanged() throws IOException {
    for (Split split : checked.values()) {
      if (store.localPath(split.file()).isPresent()) {
        checkUnchanged(split);
      }
    }
  }

  /** What a row's columns hold that are not in its file. */
  private record Constants(List<String> pathValues, String filename) {
    static Constants of(ScanSource source, Split split) {
      return new Constants(
          split.pathValues(), source.filenameColumn().isEmpty() ? "" : split.file().toString());
    }
  }

  private static String columns(ScanSource source, Constants constants) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < source.pathColumns().size(); i++) {
      String value = constants.pathValues().get(i);
      values.put(
          source.pathColumns().get(i).name(),
          value.equals(Split.NULL_PATH_VALUE) ? "NULL" : Sql.literal(value));
    }
    if (!source.filenameColumn().isEmpty()) {
      values.put(source.filenameColumn(), Sql.literal(constants.filename()));
    }
    StringJoiner columns = new StringJoiner(", ");
    for (Column column : source.schema().columns()) {
      String value = values.getOrDefault(column.name(), Sql.identifier(column.name()));
      columns.add(Sql.cast(value, column.type(), column.name()));
    }
    return columns.length() == 0 ? SegmentSql.NOTHING : columns.toString();
  }

  /** What can stand in a FROM and gives all rows of the splits together. */
  private List<String> relations(ScanSource source, List<Split> splits) throws IOException {
    return switch (source.format()) {
      case PARQUET -> parquet(source, splits);
      case CSV, JSON -> text(source, splits);
    };
  }

  private List<String> parquet(ScanSource source, List<Split> splits) throws IOException {
    List<Path> whole = new ArrayList<>();
    Map<Path, StringJoiner> rows = new LinkedHashMap<>();
    for (Split split : splits) {
      Path file = file(split);
      parquetBytes += split.fileBytes();
      if (split.whole()) {
        whole.add(file);
      } else {
        rows.computeIfAbsent(file, _ -> new StringJoiner(" OR "))
            .add("file_row_number BETWEEN %d AND %d".formatted(split.from(), split.to() - 1));
      }
    }
    List<String> relations = new ArrayList<>();
    if (!whole.isEmpty()) {
      relations.add(call("read_parquet", whole, source.options()));
    }
    rows.forEach(
        (file, ranges) -> {
          Map<String, String> options = new TreeMap<>(source.options());
          options.put("file_row_number", "true");
          relations.add(call("read_parquet", List.of(file), options) + " WHERE " + ranges);
        });
    return relations;
  }

  private List<String> text(ScanSource source, List<Split> splits) throws IOException {
    Map<String, String> options = new TreeMap<>(source.options());
    options.put("columns", fileColumns(source));
    options.put("auto_detect", "false");
    Map<String, String> laterOptions = new TreeMap<>(options);
    long skipped = 0;
    if (source.format() == FileFormat.CSV) {
      skipped = Long.parseLong(options.getOrDefault("skip", "0"));
      // A range may end before the lines to skip do: then none is left to DuckDB to skip.
      skipped += skipped > 0 && options.getOrDefault("header", "false").equals("true") ? 1 : 0;
      laterOptions.put("header", "false");
      laterOptions.remove("skip");
    }
    List<Path> beginnings = new ArrayList<>();
    List<Path> rests = new ArrayList<>();
    for (Split split : splits) {
      if (split.whole()) {
        beginnings.add(file(split));
        textBytes += split.fileBytes();
        continue;
      }
      boolean first = split.from() == 0 && skipped == 0;
      TextRange range = TextRange.of(store, split, skipped);
      if (range.lengthBytes() > 0) {
        (first ? beginnings : rests).add(copy(range));
        textBytes += range.lengthBytes();
      }
    }
    String reader = source.format() == FileFormat.CSV ? "read_csv" : "read_json";
    List<String> relations = new ArrayList<>();
    if (!beginnings.isEmpty()) {
      relations.add(call(reader, beginnings, options));
    }
    if (!rests.isEmpty()) {
      relations.add(call(reader, rests, laterOptions));
    }
    return relations;
  }

  private static String fileColumns(ScanSource source) {
    StringJoiner columns = new StringJoiner(", ", "{", "}");
    for (Column column : source.fileColumns()) {
      columns.add(Sql.literal(column.name()) + ": " + Sql.literal(column.type()));
    }
    return columns.toString();
  }

  private static String call(String function, List<Path> files, Map<String, String> options) {
    Map<String, String> all = new TreeMap<>(options);
    // Folders named key=value say nothing here: the splits carry what they mean.
    all.put("hive_partitioning", "false");
    StringBuilder sql = new StringBuilder(function + "(" + Sql.files(files));
    all.forEach((name, value) -> sql.append(", ").append(name).append(" = ").append(value));
    return sql.append(')').toString();
  }

  private Path file(Split split) throws IOException {
    Optional<Path> local = store.localPath(split.file());
    if (local.isPresent()) {
      return local.get();
    }
    Path known = fetched.get(split.file());
    if (known == null) {
      known = copy(new TextRange(split.file(), 0, split.fileBytes()));
      fetched.put(split.file(), known);
    }
    return known;
  }

  private Path copy(TextRange range) throws IOException {
    // DuckDB tells a compressed file by its name's end.
    String name = range.file().name();
    int dot = name.lastIndexOf('.');
    String end = dot < 0 || name.length() - dot > 10 ? "" : name.substring(dot);
    Path copy = Files.createDirectories(folder).resolve(copies.size() + end);
    range.copy(store, copy);
    copies.put(copy, range);
    return copy;
  }
}
