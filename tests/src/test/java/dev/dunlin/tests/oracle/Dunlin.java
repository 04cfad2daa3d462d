package dev.dunlin.tests.oracle;

import dev.dunlin.core.config.Config;
import dev.dunlin.driver.session.DunlinSession;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;

/** Dunlin in this process, with executors behind their wire. Not for several threads at once. */
public final class Dunlin implements AutoCloseable {
  private final DunlinSession session;

  /**
   * A session after these statements.
   *
   * @param settings of the session, by key
   */
  public Dunlin(Map<String, String> settings, Collection<String> statements) {
    session = DunlinSession.open(config(settings));
    statements.forEach(this::execute);
  }

  /** Runs a statement for its effect. */
  public void execute(String sql) {
    session.sql(sql).close();
  }

  /** A configuration. */
  public static Config config(Map<String, String> settings) {
    Config config = Config.DEFAULTS;
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      config = config.with(setting.getKey(), setting.getValue());
    }
    return config;
  }

  /** The rows of a query. */
  public Rows query(String sql) throws IOException {
    try (dev.dunlin.driver.session.Rows result = run(sql)) {
      return Rows.of(result);
    }
  }

  /** Runs a query; the caller closes its result. */
  public dev.dunlin.driver.session.Rows run(String sql) {
    return (dev.dunlin.driver.session.Rows) session.sql(sql);
  }

  /** Runs a statement that gives no rows. */
  public void write(String sql) {
    session.sql(sql).close();
  }

  /** The query's stages, for a failure's message. */
  public String plan(String sql) {
    StringBuilder plan = new StringBuilder();
    try (dev.dunlin.driver.session.Rows result = run("EXPLAIN " + sql)) {
      result.forEach(row -> plan.append(row.value(0)).append('\n'));
      return plan.toString();
    } catch (IOException | RuntimeException e) {
      return "There is no plan: " + e.getMessage();
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
