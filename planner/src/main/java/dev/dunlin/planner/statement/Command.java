package dev.dunlin.planner.statement;

import dev.dunlin.planner.sql.SqlText;
import java.util.List;
import java.util.Map;

/** A statement, parsed as far as it is Dunlin's own and no query. */
public sealed interface Command {
  /** What CREATE does about a name that is taken. */
  enum IfTaken {
    FAIL,
    REPLACE,
    KEEP
  }

  /**
   * A query and where it stands.
   *
   * @param sql the query at its place: blanks stand for what is before it in the statement
   * @param statement the statement, for the positions in messages
   */
  record Query(String sql, SqlText statement) implements Command {}

  /** EXPLAIN of a query or of a COPY. */
  record Explain(Command explained) implements Command {}

  /**
   * COPY … TO, with options in upper case and their values as SQL.
   *
   * @param target the folder
   */
  record Copy(Query query, String target, Map<String, String> options) implements Command {}

  /** CREATE VIEW. */
  record CreateView(String name, List<String> columns, Query query, IfTaken ifTaken)
      implements Command {}

  /**
   * CREATE TABLE … USING … LOCATION, of files that are there already.
   *
   * @param options in upper case, their values as SQL
   */
  record CreateTable(
      String name, String format, String location, Map<String, String> options, IfTaken ifTaken)
      implements Command {}

  /**
   * CREATE TABLE … AS.
   *
   * @param location empty for a folder of the catalog's own
   */
  record CreateTableAs(
      String name,
      String format,
      String location,
      Map<String, String> options,
      List<String> partitionBy,
      Query query,
      IfTaken ifTaken)
      implements Command {}

  /** DROP VIEW or DROP TABLE; {@code kind} is the word. */
  record Drop(String kind, String name, boolean ifExists) implements Command {}

  /** DESCRIBE of a table, path or query, as a query. */
  record Describe(Query query) implements Command {}

  /** SHOW TABLES. */
  record ShowTables() implements Command {}

  /** SET key = value. */
  record Set(String name, String value) implements Command {}
}
