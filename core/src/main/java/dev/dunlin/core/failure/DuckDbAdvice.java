package dev.dunlin.core.failure;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What DuckDB's messages advise and Dunlin does not take: its own settings, PRAGMA, extensions,
 * attached databases. Only DuckDB's own sentences are known here, so that a user's value in a
 * message stays whatever it is.
 */
public final class DuckDbAdvice {
  /**
   * A piece of advice.
   *
   * @param ours what stands in its place
   */
  private record Advice(Pattern pattern, String ours) {
    static Advice of(String regex, String ours) {
      return new Advice(Pattern.compile(regex), ours);
    }
  }

  private static final List<Advice> ALL =
      List.of(
          Advice.of(
              "Use TRY\\(\\.\\.\\.\\) to return NULL for this expression, or SET error_on_division_by_zero=false[^.\n]*\\.",
              "TRY(…) gives NULL for it, and so does nullif(divisor, 0)."),
          // What stands between two stages has names of ours.
          Advice.of(
              "(Division by zero) in expression \\([^\n]*\\bc\\d+\\b[^\n]*?\\)\\. (?=TRY)", "$1. "),
          Advice.of(
              ", but it exists in the (\\w+) extension\\.\\s*Please try installing and loading the \\w+ extension:\nINSTALL \\w+;\nLOAD \\w+;\\s*",
              ", for Dunlin has no extensions such as $1."),
          Advice.of("\n\\* SET \\w+ ?= ?'?\\w+'? to [^\n]*", ""),
          Advice.of("\nUse SET \\w+='\\w+' to revert to the deprecated behavior\\.", ""),
          Advice.of("\\s*Use \"SET \\w+ ?(=|TO) ?\\w+\" to [^\n]*", ""),
          Advice.of("\n\\* PRAGMA \\w+ to [^\n]*", ""),
          Advice.of(
              "\nIt is possible that the encoding exists in the encodings extension\\.[^\n]*", ""),
          Advice.of(
              "\n\\* (Load an extension|Set the 'ignore_unknown_crs' configuration option)[^\n]*",
              ""),
          Advice.of(
              "[.,]? *Consider explicitly \"INSTALL \\w+; LOAD \\w+;\" to support this compression scheme",
              ""),
          Advice.of("\\s*Add it with PRAGMA add_parquet_key\\([^\n]*?\\);?", ""),
          Advice.of(
              "\\s*DuckDB may still be able to scan this file by [^\n]*'SET disable_parquet_prefetching=true'\\.",
              ""),
          Advice.of(
              "\\s*You can adjust this setting, by using \\(for example\\) PRAGMA [^\n]*", ""),
          Advice.of(
              "\\s*(To enable temporary buffer eviction set|Or set SET) [^\n]*temp_directory='[^\n]*'",
              ""),
          Advice.of("\\s*Specify a home directory using the SET home_directory=[^\n]*", ""));

  private DuckDbAdvice() {}

  /** A message of DuckDB's without such advice, or with ours in its place. */
  public static String replacedIn(String message) {
    String replaced = message;
    for (Advice advice : ALL) {
      replaced = advice.pattern().matcher(replaced).replaceAll(advice.ours());
    }
    return replaced;
  }
}
