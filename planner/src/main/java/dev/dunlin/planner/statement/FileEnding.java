package dev.dunlin.planner.statement;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.planner.catalog.FileTables;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the end of an output's name says of the files in it: those of {@code daily.csv.gz} are CSV,
 * compressed by gzip. A name without a dot, or with a number after it ({@code v1.2}), says nothing.
 *
 * @param word the ending that names a format, {@code csv}; empty if there is none
 * @param compression {@code gz}, {@code zst}, or empty
 */
record FileEnding(String word, String compression) {
  private static final Pattern ENDING =
      Pattern.compile(
          ".*?(?:\\.(?!(?:gz|zst)$)(?<word>[a-z][^.]*))?(?:\\.(?<compression>gz|zst))?");

  /** The endings of compressed text, and what COPY's option calls them. */
  private static final Map<String, String> COMPRESSIONS = Map.of("gz", "gzip", "zst", "zstd");

  /** The ending of a path as the user wrote it. */
  static FileEnding of(String path) {
    String[] names = path.toLowerCase(Locale.ROOT).split("/");
    Matcher ending = ENDING.matcher(names.length == 0 ? "" : names[names.length - 1].strip());
    return ending.matches()
        ? new FileEnding(text(ending.group("word")), text(ending.group("compression")))
        : new FileEnding("", "");
  }

  private static String text(String group) {
    return group == null ? "" : group;
  }

  /**
   * The format that the ending says, Parquet where it says nothing.
   *
   * @throws UserErrorException if it is the ending of something else
   */
  FileFormat format() {
    if (word.isEmpty() && compression.isEmpty()) {
      return FileFormat.PARQUET;
    }
    return known()
        .orElseThrow(
            () ->
                new UserErrorException(
                    "Nothing is written with the ending '%s'. Endings that tell the format are .parquet, .csv, .tsv, .json, .jsonl and .ndjson, for text also with .gz or .zst behind; or say it: (FORMAT parquet), csv or json."
                        .formatted(this)));
  }

  private Optional<FileFormat> known() {
    return FileTables.formatOf("name" + this);
  }

  /** What a compression is called by COPY's option where the ending tells one. */
  Optional<String> compressionOption() {
    return Optional.ofNullable(COMPRESSIONS.get(compression));
  }

  /** Whether it is that of text whose values have tabs between them. */
  boolean hasTabs() {
    return word.equals("tsv");
  }

  /**
   * The ending of files of a format: the same word if it is one of that format.
   *
   * @param compressed how the whole file is compressed, in the words of COPY's option
   */
  String ofFiles(FileFormat format, String compressed) {
    String end =
        word.isEmpty() || !FileTables.formatOf("name." + word).equals(Optional.of(format))
            ? format.name().toLowerCase(Locale.ROOT)
            : word;
    return COMPRESSIONS.entrySet().stream()
        .filter(known -> known.getValue().equals(compressed))
        .map(known -> end + "." + known.getKey())
        .findFirst()
        .orElse(end);
  }

  @Override
  public String toString() {
    return (word.isEmpty() ? "" : "." + word) + (compression.isEmpty() ? "" : "." + compression);
  }
}
