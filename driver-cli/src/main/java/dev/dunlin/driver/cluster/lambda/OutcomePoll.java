package dev.dunlin.driver.cluster.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.TaskOutcome;
import dev.dunlin.core.task.TaskWire;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Optional;

/**
 * Looks for an outcome that a function puts into an object, ever more rarely: an answer is at most
 * a tenth later than it could be, and a quarter of an hour takes some 140 looks, which is a
 * five-hundredth of what the function costs meanwhile.
 */
final class OutcomePoll {
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final ObjectStore store;
  private final Pace pace;
  private final long begunNanos;

  /** A poll that begins now. */
  OutcomePoll(ObjectStore store, Pace pace) {
    this.store = store;
    this.pace = pace;
    this.begunNanos = pace.nanoTime();
  }

  /** An outcome, and the object that holds it. */
  record Found(ObjectStat object, TaskOutcome outcome) {}

  /** Waits for it; empty if it has not come when this time is over since the poll has begun. */
  Optional<Found> await(ObjectUri object, Duration most) throws IOException, InterruptedException {
    while (true) {
      Duration elapsed = Duration.ofNanos(pace.nanoTime() - begunNanos);
      pace.sleep(pause(elapsed));
      Optional<ObjectStat> found = find(object);
      if (found.isPresent()) {
        return Optional.of(new Found(found.get(), read(store, found.get())));
      }
      if (elapsed.compareTo(most) > 0) {
        return Optional.empty();
      }
    }
  }

  private static Duration pause(Duration elapsed) {
    return Duration.ofNanos(
        Math.clamp(elapsed.toNanos() / 10, SHORTEST.toNanos(), LONGEST.toNanos()));
  }

  /** Looks once. */
  Optional<ObjectStat> find(ObjectUri object) throws IOException {
    try {
      return Optional.of(store.stat(object));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  /** The outcome that an object holds. */
  static TaskOutcome read(ObjectStore store, ObjectStat object) throws IOException {
    try (InputStream in = store.read(object, 0, object.lengthBytes())) {
      return TaskWire.readOutcome(new String(in.readAllBytes(), UTF_8));
    }
  }
}
