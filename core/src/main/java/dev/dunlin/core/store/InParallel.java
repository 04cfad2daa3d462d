package dev.dunlin.core.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/** Does one thing to many, some at a time. */
public final class InParallel {
  /** A step of the work. */
  public interface Step<T, R> {
    R on(T item) throws IOException;
  }

  private InParallel() {}

  /**
   * The results, in the order of the items. Returns or throws only when nothing runs any more; what
   * has begun when another fails comes to its end.
   *
   * @param width how many at a time
   * @throws IOException the first failure; what has not begun by then is left out
   */
  public static <T, R> List<R> map(List<T> items, int width, Step<T, R> step) throws IOException {
    if (items.size() == 1) {
      return List.of(step.on(items.getFirst()));
    }
    Semaphore places = new Semaphore(width);
    AtomicReference<Exception> failure = new AtomicReference<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Optional<R>>> running = new ArrayList<>();
      for (T item : items) {
        running.add(
            threads.submit(
                () -> {
                  places.acquire();
                  try {
                    return failure.get() == null ? Optional.of(step.on(item)) : Optional.<R>empty();
                  } catch (IOException | RuntimeException e) {
                    failure.compareAndSet(null, e);
                    return Optional.<R>empty();
                  } finally {
                    places.release();
                  }
                }));
      }
      List<R> results = new ArrayList<>();
      try {
        for (Future<Optional<R>> one : running) {
          one.get().ifPresent(results::add);
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      } catch (InterruptedException e) {
        threads.shutdownNow();
        Thread.currentThread().interrupt();
        InterruptedIOException interruption = new InterruptedIOException("interrupted");
        interruption.initCause(e);
        throw interruption;
      }
      return switch (failure.get()) {
        case null -> results;
        case IOException e -> throw e;
        case RuntimeException e -> throw e;
        case Exception e -> throw new IllegalStateException(e);
      };
    }
  }
}
