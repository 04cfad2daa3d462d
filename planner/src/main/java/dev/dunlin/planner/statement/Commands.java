package dev.dunlin.planner.statement;

import dev.dunlin.planner.Statement;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import dev.dunlin.planner.sql.SqlText;
import dev.dunlin.planner.sql.SqlTokens;
import dev.dunlin.planner.sql.SqlTokens.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads scripts: where their statements end, and what kind each is. */
public final class Commands {
  private Commands() {}

  /**
   * The statements of a script, cut at semicolons; empty ones are left out.
   *
   * @throws dev.dunlin.core.failure.UserErrorException if a quote or comment is left open
   */
  public static List<Statement> split(String script) {
    List<Statement> statements = new ArrayList<>();
    int start = -1;
    int end = 0;
    for (Token token : SqlTokens.of(script)) {
      if (token.is(";")) {
        if (start >= 0) {
          statements.add(statement(script, start, end));
        }
        start = -1;
        continue;
      }
      start = start < 0 ? token.start() : start;
      end = token.end();
    }
    if (start >= 0) {
      statements.add(statement(script, start, end));
    }
    return statements;
  }

  private static Statement statement(String script, int start, int end) {
    return new Statement(script.substring(start, end), SqlTokens.lineOf(script, start));
  }

  /**
   * What a statement asks for.
   *
   * @throws dev.dunlin.core.failure.UserErrorException if it is none Dunlin knows
   */
  public static Command parse(Statement statement) {
    return parse(new Words(statement.text(), statement.line()));
  }

  /** The query that is a table's or view's rows. */
  static Command.Query table(String name) {
    String sql = "FROM " + EmbeddedDuckDb.identifier(name);
    return new Command.Query(sql, new SqlText(sql, 1));
  }

  private static Command parse(Words words) {
    if (words.take("EXPLAIN")) {
      if (words.isNext("ANALYZE")) {
        throw words.error(
            "EXPLAIN ANALYZE is not supported: the closing lines of a query tell its time by stage");
      }
      Command explained = parse(words);
      if (explained instanceof Command.Query
          || explained instanceof Command.Copy
          || explained instanceof Command.CreateTableAs) {
        return new Command.Explain(explained);
      }
      throw words.error("EXPLAIN takes a query, a COPY or a CREATE TABLE AS");
    }
    if (words.take("COPY")) {
      return copy(words);
    }
    if (words.take("CREATE")) {
      return create(words);
    }
    if (words.take("DROP")) {
      return drop(words);
    }
    if (words.take("DESCRIBE") || words.take("DESC")) {
      boolean query =
          words.isNext("SELECT")
              || words.isNext("WITH")
              || words.isNext("FROM")
              || words.isNext("VALUES")
              || words.isNext("TABLE");
      return new Command.Describe(query ? words.query() : words.queryOrTable());
    }
    if (words.take("SHOW")) {
      if (!words.take("TABLES")) {
        throw words.error("SHOW is for TABLES only");
      }
      words.expectEnd();
      return new Command.ShowTables();
    }
    if (words.take("SET")) {
      return set(words);
    }
    Unsupported.check(words);
    return words.query();
  }

  private static Command set(Words words) {
    StringBuilder name = new StringBuilder(words.name());
    // A scope is a word before the key; local.slots is a key.
    boolean scoped =
        List.of("VARIABLE", "GLOBAL", "SESSION", "LOCAL")
            .contains(name.toString().toUpperCase(Locale.ROOT));
    if (scoped && !words.isNext(".") && !words.isNext("=") && !words.isNext("TO")) {
      throw words.error("SET " + name + " is not supported, only SET key = value");
    }
    while (!words.isNext("=") && !words.isNext("TO") && !words.isAtEnd()) {
      name.append(words.takeAny());
    }
    if (!words.take("=") && !words.take("TO")) {
      throw words.error("Expected SET key = value");
    }
    String value = words.rest().strip();
    boolean quoted = value.length() > 1 && value.startsWith("'") && value.endsWith("'");
    return new Command.Set(
        name.toString(),
        quoted ? value.substring(1, value.length() - 1).replace("''", "'") : value);
  }

  private static Command copy(Words words) {
    Command.Query query = words.queryOrTable();
    if (words.isNext("FROM")) {
      throw words.error("COPY … FROM is not supported: read files in place, FROM 'path'");
    }
    words.expect("TO");
    String target = words.string("the folder");
    boolean unused = words.take("WITH");
    Map<String, String> options = words.isAtEnd() ? Map.of() : words.options();
    words.expectEnd();
    return new Command.Copy(query, target, options);
  }

  private static Command create(Words words) {
    boolean replace = words.take("OR", "REPLACE");
    boolean temporary = words.take("TEMP") || words.take("TEMPORARY");
    boolean view = words.take("VIEW");
    if (!view) {
      if (temporary) {
        throw words.error("Only views can be temporary: CREATE TEMP VIEW");
      }
      if (!words.take("TABLE")) {
        throw words.error("CREATE is for a VIEW or a TABLE only");
      }
    }
    Command.IfTaken ifTaken =
        words.take("IF", "NOT", "EXISTS")
            ? Command.IfTaken.KEEP
            : replace ? Command.IfTaken.REPLACE : Command.IfTaken.FAIL;
    String name = words.name();
    if (view) {
      List<String> columns = words.isNext("(") ? words.names() : List.of();
      words.expect("AS");
      return new Command.CreateView(name, columns, words.query(), ifTaken);
    }
    if (words.isNext("(")) {
      throw words.error(
          "A table is made of files: CREATE TABLE "
              + name
              + " USING parquet LOCATION 'folder', or CREATE TABLE "
              + name
              + " AS SELECT …");
    }
    String format = "";
    String location = "";
    Map<String, String> options = Map.of();
    List<String> partitionBy = List.of();
    while (!words.isAtEnd() && !words.isNext("AS")) {
      if (words.take("USING")) {
        format = words.name();
      } else if (words.take("LOCATION")) {
        location = words.string("the folder");
      } else if (words.take("OPTIONS")) {
        options = words.options();
      } else if (words.take("PARTITIONED", "BY")) {
        partitionBy = words.names();
      } else {
        throw words.error("Expected USING, OPTIONS, PARTITIONED BY, LOCATION or AS here");
      }
    }
    if (words.take("AS")) {
      return new Command.CreateTableAs(
          name,
          format.isEmpty() ? "parquet" : format,
          location,
          options,
          partitionBy,
          words.query(),
          ifTaken);
    }
    if (location.isEmpty()) {
      throw words.error("Expected LOCATION 'folder', or AS and a query");
    }
    return new Command.CreateTable(name, format, location, options, ifTaken);
  }

  private static Command drop(Words words) {
    String kind = words.take("VIEW") ? "VIEW" : "TABLE";
    if (kind.equals("TABLE") && !words.take("TABLE")) {
      throw words.error("DROP is for a VIEW or a TABLE only");
    }
    boolean ifExists = words.take("IF", "EXISTS");
    String name = words.name();
    words.expectEnd();
    return new Command.Drop(kind, name, ifExists);
  }
}
