package dev.dunlin.tests.generated;

import static java.util.stream.Collectors.joining;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.driver.scheduler.JobFailedException;
import dev.dunlin.tests.generated.Outcome.Answer;
import dev.dunlin.tests.generated.Outcome.Broken;
import dev.dunlin.tests.generated.Outcome.Failed;
import dev.dunlin.tests.generated.Outcome.Refused;
import dev.dunlin.tests.generated.Verdict.Kind;
import dev.dunlin.tests.oracle.Comparison;
import dev.dunlin.tests.oracle.Dunlin;
import dev.dunlin.tests.oracle.Rows;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * DuckDB, and a session of Dunlin's for each mode, over the same tables. Not for several threads at
 * once.
 */
final class Engines implements AutoCloseable {
  private static final int MOST_ROWS = 2_000;

  /** Lines of a stack that are told. */
  private static final int STACK = 8;

  private final Tables tables;
  private final Map<Mode, Dunlin> dunlins = new EnumMap<>(Mode.class);
  private final SteadyOracle oracle;
  private final SteadyOracle plain;
  private final List<SteadyOracle> shuffled = new ArrayList<>();

  Engines(Tables tables) throws SQLException {
    this.tables = tables;
    oracle = new SteadyOracle(tables.copies());
    List<String> unoptimized = new ArrayList<>(tables.copies());
    unoptimized.add("PRAGMA disable_optimizer");
    plain = new SteadyOracle(unoptimized);
    for (String order : Tables.ORDERS) {
      shuffled.add(new SteadyOracle(tables.copies(order)));
    }
  }

  /** What DuckDB makes of a statement. */
  Outcome expected(String sql) {
    try {
      return new Answer(oracle.query(sql));
    } catch (SQLException e) {
      String message = String.valueOf(e.getCause() == null ? e : e.getCause().getMessage());
      if (SteadyOracle.isBroken(e)) {
        return new Broken(message);
      }
      return message.matches("(?s).*(Binder|Parser|Catalog|Syntax|Not implemented) Error.*")
          ? new Refused(message)
          : new Failed(message);
    }
  }

  /** What Dunlin makes of a statement. */
  Outcome actual(Mode mode, String sql) {
    try {
      return new Answer(dunlin(mode).query(sql));
    } catch (UserErrorException e) {
      return new Refused(String.valueOf(e.getMessage()));
    } catch (JobFailedException e) {
      return e.kind() == JobFailedException.Kind.USER_ERROR
          ? new Failed(String.valueOf(e.getMessage()))
          : new Broken(
              e.getMessage() + "\n" + e.stack().lines().limit(STACK).collect(joining("\n")));
    } catch (Exception | AssertionError | StackOverflowError e) {
      return new Broken(
          Stream.concat(Stream.of(e), Arrays.stream(e.getStackTrace()).limit(STACK))
              .map(String::valueOf)
              .collect(joining("\n  at ")));
    }
  }

  String plan(Mode mode, String sql) {
    try {
      return dunlin(mode).plan(sql);
    } catch (AssertionError e) {
      return "There is no plan: " + e;
    }
  }

  private Dunlin dunlin(Mode mode) {
    return dunlins.computeIfAbsent(mode, this::open);
  }

  /** A session whose instance of DuckDB may read all files, so that it need not open another. */
  private Dunlin open(Mode mode) {
    Dunlin dunlin = new Dunlin(settings(mode), tables.views());
    dunlin.write(tables.reading());
    return dunlin;
  }

  /** A task at a time, and a thread: the other cores try other statements. */
  private static Map<String, String> settings(Mode mode) {
    Map<String, String> settings = new HashMap<>(mode.settings());
    settings.put("local.slots", "1");
    settings.put("local.threads", "1");
    return settings;
  }

  /** How a statement's outcome in a mode compares with what DuckDB made of it. */
  Verdict verdict(Mode mode, String sql, Outcome expected) {
    if (expected instanceof Broken(String message)) {
      return new Verdict(Kind.ORACLE_BROKEN, message);
    }
    if (expected instanceof Answer(Rows rows) && rows.rows().size() > MOST_ROWS) {
      return new Verdict(Kind.TOO_MANY_ROWS, "");
    }
    return switch (actual(mode, sql)) {
      case Broken(String message) -> new Verdict(Kind.BREAKS, message);
      case Answer(Rows rows) -> answered(sql, expected, rows);
      case Refused(String message) ->
          switch (expected) {
            case Answer _ -> new Verdict(Kind.REFUSED, message);
            case Refused(String why) -> new Verdict(Kind.BOTH_REFUSE, why);
            case Failed(String why) -> new Verdict(Kind.BOTH_REFUSE, why);
            case Broken(String why) -> new Verdict(Kind.ORACLE_BROKEN, why);
          };
      case Failed(String message) ->
          switch (expected) {
            case Answer _ -> new Verdict(Kind.FAILS, message);
            case Refused(String why) -> new Verdict(Kind.BOTH_FAIL, why);
            case Failed(String why) -> new Verdict(Kind.BOTH_FAIL, why);
            case Broken(String why) -> new Verdict(Kind.ORACLE_BROKEN, why);
          };
    };
  }

  private Verdict answered(String sql, Outcome expected, Rows rows) {
    return switch (expected) {
      case Answer answer -> compared(sql, answer.rows(), rows);
      case Refused(String message) -> new Verdict(Kind.TAKEN, message);
      case Failed(String message) -> new Verdict(Kind.UNFAILED, message);
      case Broken(String message) -> new Verdict(Kind.ORACLE_BROKEN, message);
    };
  }

  private Verdict compared(String sql, Rows expected, Rows actual) {
    Optional<String> difference = difference(sql, expected, actual);
    if (difference.isEmpty()) {
      return new Verdict(Kind.SAME_ROWS, "");
    }
    if (!expected.schema().equals(actual.schema())) {
      return new Verdict(Kind.WRONG_COLUMNS, difference.get());
    }
    Kind kind =
        !isSettled(sql, expected)
            ? Kind.UNSETTLED
            : isPlain(sql, actual) ? Kind.ORACLE_DIFFERS : Kind.WRONG_ROWS;
    return new Verdict(kind, difference.get());
  }

  private static Optional<String> difference(String sql, Rows expected, Rows actual) {
    return Comparison.difference(expected, actual, Comparison.orders(sql));
  }

  /** Whether a statement's rows do not depend on the order in which its tables' rows stand. */
  private boolean isSettled(String sql, Rows expected) {
    return shuffled.stream().allMatch(oracle -> gives(oracle, sql, expected));
  }

  /** Whether these are the rows that DuckDB gives without its optimiser. */
  private boolean isPlain(String sql, Rows rows) {
    return gives(plain, sql, rows);
  }

  private static boolean gives(SteadyOracle oracle, String sql, Rows rows) {
    try {
      return difference(sql, oracle.query(sql), rows).isEmpty();
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  public void close() {
    dunlins.values().forEach(Dunlin::close);
    oracle.close();
    plain.close();
    shuffled.forEach(SteadyOracle::close);
  }
}
