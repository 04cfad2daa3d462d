package dev.dunlin.executor;

import dev.dunlin.core.schema.Column;
import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.core.stage.FileLayout;
import dev.dunlin.core.stage.ScanSource;
import dev.dunlin.core.stage.Split;
import dev.dunlin.core.store.ByteRange;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.TaskDescriptor;
import dev.dunlin.core.task.TaskInput;
import dev.dunlin.shuffle.Fetches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * Reads pieces of files by SQL: whole Parquet files and their row ranges in place, lines of text
 * from a copy of just those lines. Where the store keeps no files, copies stand for them: of a
 * Parquet file one that has only the bytes that are needed. For one attempt.
 */
final class ScanInput {
  private final ObjectStore store;
  private final Path folder;
  private final Map<Path, TextRange> copies;
  private final Map<ObjectUri, ObjectStat> inPlace = new HashMap<>();
  private final Map<ObjectStat, Copy> files = new LinkedHashMap<>();
  private final Map<Piece, Path> pieces = new HashMap<>();
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

  /** The files of this machine that a task reads where they are. */
  static Set<Path> inPlace(TaskDescriptor task, ObjectStore store) {
    Set<Path> files = new HashSet<>();
    for (TaskInput input : task.inputs()) {
      if (input instanceof TaskInput.Scan scan) {
        scan.splits().stream()
            .filter(split -> !isCopied(scan.source(), split))
            .forEach(split -> store.localPath(split.file()).ifPresent(files::add));
      }
    }
    return files;
  }

  /** Whether the split is a piece of a text, of which DuckDB is given a copy. */
  private static boolean isCopied(ScanSource source, Split split) {
    return !split.whole() && source.format() != FileFormat.PARQUET;
  }

  /** Bytes of the pieces of text that will be read. */
  long textBytes() {
    return textBytes;
  }

  /** Bytes of the Parquet files that will be read, the columns not needed included. */
  long parquetBytes() {
    return parquetBytes;
  }

  /**
   * What stands for an object.
   *
   * @param needed the bytes of the object that it must have
   */
  private record Copy(Path path, Set<ByteRange> needed) {}

  /** A piece of a text. */
  private record Piece(Split split, long skippedLines) {}

  /** Checks the files that are read in place, and finds out what must be copied of others. */
  void prepare(TaskInput.Scan scan, Fetches fetches) throws IOException {
    for (Split split : scan.splits()) {
      boolean local = store.localPath(split.file()).isPresent();
      if (local && inPlace.put(split.file(), split.version()) == null) {
        store.checkUnchanged(split.version());
      }
      if (isEmpty(split)) {
        continue;
      }
      if (isCopied(scan.source(), split)) {
        Piece piece =
            new Piece(split, skippedLines(scan.source().format(), layoutOf(scan.source(), split)));
        if (!pieces.containsKey(piece)) {
          Path copy = newCopy(split);
          pieces.put(piece, copy);
          fetches.add(() -> copy(piece, copy));
        }
      } else if (!local) {
        files
            .computeIfAbsent(split.version(), _ -> new Copy(newCopy(split), new LinkedHashSet<>()))
            .needed()
            .addAll(
                split.needed().isEmpty()
                    ? List.of(new ByteRange(0, split.fileBytes()))
                    : split.needed());
      }
    }
  }

  /** Names what must be fetched before {@link #select}, once all scans are prepared. */
  void fetch(Fetches fetches) throws IOException {
    for (Map.Entry<ObjectStat, Copy> file : files.entrySet()) {
      ObjectStat object = file.getKey();
      Copy copy = file.getValue();
      copies.put(copy.path(), new TextRange(object.uri(), 0, object.lengthBytes()));
      fetches.add(object, List.copyOf(copy.needed()), copy.path());
    }
  }

  private void copy(Piece piece, Path target) throws IOException {
    Files.createDirectories(folder);
    copies.put(target, TextRange.copy(store, piece.split(), piece.skippedLines(), target));
  }

  private Path newCopy(Split split) {
    // DuckDB tells a compressed file by its name's end.
    String name = split.file().name();
    int dot = name.lastIndexOf('.');
    String end = dot < 0 || name.length() - dot > 10 ? "" : name.substring(dot);
    return folder.resolve((files.size() + pieces.size()) + end);
  }

  /** Whether a message names a file, or a copy of it. */
  boolean isNamedIn(String message, ObjectUri file) {
    return message.contains(file.toString())
        || copies.entrySet().stream()
            .anyMatch(
                copy ->
                    copy.getValue().file().equals(file)
                        && message.contains(copy.getKey().toString()));
  }

  /** A message with files in it in place of their copies. */
  String withoutCopies(String message) {
    String text = message;
    for (Map.Entry<Path, TextRange> copy : copies.entrySet()) {
      text = text.replace(copy.getKey().toString(), copy.getValue().file().toString());
    }
    return text;
  }

  /**
   * Copies once more what was copied of a file, and compares.
   *
   * @throws IOException if it is not the same, or cannot be fetched
   */
  void checkCopies(ObjectUri file) throws IOException {
    for (Map.Entry<Piece, Path> piece : pieces.entrySet()) {
      Split split = piece.getKey().split();
      if (split.file().equals(file)) {
        Path again = folder.resolve("again-" + piece.getValue().getFileName());
        TextRange.copy(store, split, piece.getKey().skippedLines(), again);
        checkSame(file, piece.getValue(), again);
      }
    }
    for (Map.Entry<ObjectStat, Copy> copied : files.entrySet()) {
      if (copied.getKey().uri().equals(file)) {
        Copy copy = copied.getValue();
        Path again = folder.resolve("again-" + copy.path().getFileName());
        Fetches fetches = new Fetches(store);
        fetches.add(copied.getKey(), List.copyOf(copy.needed()), again);
        fetches.run();
        checkSame(file, copy.path(), again);
      }
    }
  }

  private static void checkSame(ObjectUri file, Path copy, Path again) throws IOException {
    if (Files.mismatch(copy, again) >= 0) {
      throw new IOException("What was read of %s was damaged on its way".formatted(file));
    }
    Files.delete(again);
  }

  private static FileLayout layoutOf(ScanSource source, Split split) {
    return source.layouts().get(split.layout());
  }

  private static boolean isEmpty(Split split) {
    return split.fileBytes() == 0 || (!split.whole() && split.to() == split.from());
  }

  /** A SELECT of all rows of the splits, with the columns of the source's schema. */
  String select(TaskInput.Scan scan) {
    ScanSource source = scan.source();
    Map<Alike, List<Split>> groups = new LinkedHashMap<>();
    for (Split split : scan.splits()) {
      if (!isEmpty(split)) {
        groups.computeIfAbsent(Alike.of(source, split), _ -> new ArrayList<>()).add(split);
      }
    }
    StringJoiner union = new StringJoiner("\nUNION ALL ");
    for (var group : groups.entrySet()) {
      String columns = columns(source, group.getKey(), group.getValue().getFirst());
      for (String relation : relations(source, group.getKey().layout(), group.getValue())) {
        union.add("SELECT " + columns + " FROM " + relation);
      }
    }
    return union.length() == 0 ? SegmentSql.empty(source.schema()) : union.toString();
  }

  /** Looks once more at the files that were read in place, now that they have been read. */
  void checkUnchanged() throws IOException {
    for (ObjectStat file : inPlace.values()) {
      store.checkUnchanged(file);
    }
  }

  /** How files are written, and what their rows' columns hold that are not in them. */
  private record Alike(FileLayout layout, List<String> pathValues, String filename) {
    static Alike of(ScanSource source, Split split) {
      return new Alike(
          layoutOf(source, split),
          split.pathValues(),
          source.filenameColumn().isEmpty() ? "" : split.file().toString());
    }

    /** A column's value where nothing but the file tells it. */
    String value(ScanSource source, Column column) {
      boolean lacking =
          source.format() != FileFormat.PARQUET
              && layout.columns().stream().noneMatch(c -> c.name().equals(column.name()));
      return lacking ? "NULL" : Sql.identifier(column.name());
    }
  }

  private static String columns(ScanSource source, Alike files, Split any) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < source.pathColumns().size(); i++) {
      values.put(
          source.pathColumns().get(i).name(), any.pathValue(i).map(Sql::literal).orElse("NULL"));
    }
    if (!source.filenameColumn().isEmpty()) {
      values.put(source.filenameColumn(), Sql.literal(files.filename()));
    }
    StringJoiner columns = new StringJoiner(", ");
    for (Column column : source.schema().columns()) {
      String value = values.getOrDefault(column.name(), files.value(source, column));
      columns.add(Sql.cast(value, column.type(), column.name()));
    }
    return columns.length() == 0 ? SegmentSql.NOTHING : columns.toString();
  }

  /** What can stand in a FROM and gives all rows of the splits together. */
  private List<String> relations(ScanSource source, FileLayout layout, List<Split> splits) {
    return switch (source.format()) {
      case PARQUET -> parquet(layout, splits);
      case CSV, JSON -> text(source.format(), layout, splits);
    };
  }

  private List<String> parquet(FileLayout layout, List<Split> splits) {
    List<Path> whole = new ArrayList<>();
    Map<Path, StringJoiner> rows = new LinkedHashMap<>();
    for (Split split : splits) {
      Path file = file(split);
      parquetBytes +=
          split.needed().isEmpty()
              ? split.fileBytes()
              : split.needed().stream().mapToLong(ByteRange::length).sum();
      if (split.whole()) {
        whole.add(file);
      } else {
        rows.computeIfAbsent(file, _ -> new StringJoiner(" OR "))
            .add("file_row_number BETWEEN %d AND %d".formatted(split.from(), split.to() - 1));
      }
    }
    List<String> relations = new ArrayList<>();
    if (!whole.isEmpty()) {
      relations.add(call("read_parquet", whole, layout.options()));
    }
    rows.forEach(
        (file, ranges) -> {
          Map<String, String> options = new TreeMap<>(layout.options());
          options.put("file_row_number", "true");
          relations.add(call("read_parquet", List.of(file), options) + " WHERE " + ranges);
        });
    return relations;
  }

  /** Lines that belong to no piece of a file, and that DuckDB is not to skip either. */
  private static long skippedLines(FileFormat format, FileLayout layout) {
    if (format != FileFormat.CSV) {
      return 0;
    }
    long skipped = Long.parseLong(layout.options().getOrDefault("skip", "0"));
    // A range may end before the lines to skip do: then none is left to DuckDB to skip.
    boolean header = layout.options().getOrDefault("header", "false").equals("true");
    return skipped + (skipped > 0 && header ? 1 : 0);
  }

  private List<String> text(FileFormat format, FileLayout layout, List<Split> splits) {
    Map<String, String> options = new TreeMap<>(layout.options());
    options.put("columns", fileColumns(layout));
    options.put("auto_detect", "false");
    Map<String, String> laterOptions = new TreeMap<>(options);
    long skipped = skippedLines(format, layout);
    if (format == FileFormat.CSV) {
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
      Path copy = Objects.requireNonNull(pieces.get(new Piece(split, skipped)));
      TextRange range = Objects.requireNonNull(copies.get(copy));
      if (range.lengthBytes() > 0) {
        (first ? beginnings : rests).add(copy);
        textBytes += range.lengthBytes();
      }
    }
    String reader = format == FileFormat.CSV ? "read_csv" : "read_json";
    List<String> relations = new ArrayList<>();
    if (!beginnings.isEmpty()) {
      relations.add(call(reader, beginnings, options));
    }
    if (!rests.isEmpty()) {
      relations.add(call(reader, rests, laterOptions));
    }
    return relations;
  }

  private static String fileColumns(FileLayout layout) {
    StringJoiner columns = new StringJoiner(", ", "{", "}");
    for (Column column : layout.columns()) {
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

  private Path file(Split split) {
    return store
        .localPath(split.file())
        .orElseGet(() -> Objects.requireNonNull(files.get(split.version())).path());
  }
}
