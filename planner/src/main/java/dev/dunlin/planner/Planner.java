package dev.dunlin.planner;

import dev.dunlin.core.cluster.Cluster;
import dev.dunlin.core.config.Config;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.planner.statement.Commands;
import dev.dunlin.planner.statement.StatementPlanner;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Turns SQL into stages. Holds a session's views, the catalog of tables and caches of footers and
 * types. Thread-safe; statements are planned one at a time.
 */
public final class Planner implements AutoCloseable {
  private final StatementPlanner planner;

  /**
   * A planner for one session.
   *
   * @param store all object stores, told apart by the address's scheme
   */
  public Planner(ObjectStore store) {
    this.planner = new StatementPlanner(store, Clock.systemUTC());
  }

  /**
   * Splits a script into its statements at semicolons, minding quotes and comments; empty ones are
   * left out.
   *
   * @throws dev.dunlin.core.failure.UserErrorException if a quote or comment is left open
   */
  public List<Statement> statements(String script) {
    return Commands.split(script);
  }

  /**
   * Plans one statement, reading the metadata of the files it names. Statements without a job take
   * effect here.
   *
   * @param config the session's configuration
   * @param capacity the cluster the job will run on
   * @throws dev.dunlin.core.failure.UserErrorException if the statement is wrong; the message says
   *     what, where and what to do
   * @throws java.io.UncheckedIOException if files cannot be read now
   * @throws PlanningFailedException for anything else; the next statement may do
   */
  public Planned plan(Statement statement, Config config, Cluster.Capacity capacity) {
    try {
      return planner.plan(statement, config, capacity);
    } catch (UserErrorException | UncheckedIOException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      // Errors too: Calcite asserts what it takes to be impossible, and recurses into deep trees.
      throw new PlanningFailedException(statement, e);
    }
  }

  /**
   * What the metadata of a table's files tells; empty if the name is a view's or nobody's.
   *
   * @param name a table's name, or a path
   * @throws dev.dunlin.core.failure.UserErrorException if its files cannot be read
   */
  public Optional<TableFacts> facts(String name, Config config) {
    return planner.facts(name, config);
  }

  /** The names of all functions, in the order of the alphabet. */
  public List<String> functions() {
    return planner.functions();
  }

  @Override
  public void close() {
    planner.close();
  }
}
