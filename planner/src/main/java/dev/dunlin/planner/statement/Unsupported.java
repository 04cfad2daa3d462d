package dev.dunlin.planner.statement;

import java.util.List;

/** Statements that DuckDB knows and Dunlin does not run, and what to do in their place. */
final class Unsupported {
  /**
   * Words that begin a statement.
   *
   * @param instead what to do in their place, a sentence without its full stop
   */
  private record Statements(List<String> words, String instead) {}

  private static final List<Statements> ALL =
      List.of(
          new Statements(
              List.of("INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE", "ALTER"),
              "a table is files that are written once. Write it anew by COPY (query) TO 'folder'"
                  + " or CREATE OR REPLACE TABLE name AS query"),
          new Statements(
              List.of("ATTACH", "DETACH", "USE"),
              "there is one catalog, and files are read by their paths: FROM 'dir/*.parquet'"),
          new Statements(
              List.of("INSTALL", "LOAD"),
              "there are no extensions; parquet, csv and json are built in"),
          new Statements(
              List.of("PRAGMA", "RESET", "CALL"),
              "settings are made by SET key = value, see docs/configuration.md"),
          new Statements(
              List.of("BEGIN", "START", "COMMIT", "ROLLBACK", "ABORT", "END"),
              "there are no transactions; each statement's output appears whole or not at all"),
          new Statements(
              List.of("PREPARE", "EXECUTE", "DEALLOCATE"), "write the statement with its values"),
          new Statements(
              List.of("EXPORT", "IMPORT"), "write tables one by one by COPY table TO 'folder'"),
          new Statements(List.of("PIVOT"), "write a sum(CASE WHEN … END) for each column"),
          new Statements(List.of("UNPIVOT"), "write a UNION ALL of the columns"),
          new Statements(
              List.of("SUMMARIZE"), "ask for the aggregates you need; DESCRIBE lists the columns"),
          new Statements(
              List.of("ANALYZE", "VACUUM", "CHECKPOINT", "REINDEX", "COMMENT", "GRANT", "REVOKE"),
              "there is no database that it could be about, only files"));

  private Unsupported() {}

  /**
   * Refuses what is no query.
   *
   * @param words a statement's, at its first one
   * @throws dev.dunlin.core.failure.UserErrorException naming the statement and its replacement
   */
  static void check(Words words) {
    for (Statements statements : ALL) {
      for (String word : statements.words()) {
        if (words.isNext(word)) {
          throw words.error(word + " is not supported: " + statements.instead());
        }
      }
    }
  }
}
