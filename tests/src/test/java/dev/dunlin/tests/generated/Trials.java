package dev.dunlin.tests.generated;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;

/** Tries many statements, as many at a time as there are cores, each with engines of its own. */
final class Trials implements AutoCloseable {
  private final Deque<Engines> idle = new ConcurrentLinkedDeque<>();
  private final ExecutorService workers;
  private volatile boolean stopped;

  Trials(Tables tables) throws SQLException {
    int cores = Runtime.getRuntime().availableProcessors();
    for (int i = 0; i < cores; i++) {
      idle.add(new Engines(tables));
    }
    workers = Executors.newFixedThreadPool(cores);
  }

  /**
   * Tries the statements of some numbers, and tells of each in the order of their numbers.
   *
   * @param trial makes the statement of a number and runs it
   */
  void run(int first, int count, Trier trial, Consumer<Trial> told) throws Exception {
    List<Future<Trial>> trials = new ArrayList<>();
    for (int number = first; number < first + count; number++) {
      int each = number;
      trials.add(workers.submit(() -> withEngines(engines -> trial.run(each, engines))));
    }
    for (Future<Trial> one : trials) {
      if (stopped) {
        return;
      }
      try {
        told.accept(one.get());
      } catch (ExecutionException e) {
        throw new IllegalStateException("A statement could not be tried: " + e.getCause(), e);
      }
    }
  }

  /** Leaves out the statements that are not yet begun. */
  void stop() {
    stopped = true;
    workers.shutdownNow();
  }

  /** Makes the statement of a number, and runs it. */
  interface Trier {
    Trial run(int number, Engines engines);
  }

  private Trial withEngines(Function<Engines, Trial> use) {
    Engines engines = idle.remove();
    try {
      return use.apply(engines);
    } finally {
      idle.add(engines);
    }
  }

  @Override
  public void close() {
    workers.shutdown();
    workers.close();
    idle.forEach(Engines::close);
  }
}
