package dev.dunlin.tests.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.driver.scheduler.JobFailedException;
import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.tests.publish.OutputReader.Look;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reader that looks at an output all the time while jobs write it, replace it, and fail. */
@Timeout(300)
abstract class PollingReader {
  private static final int VERSIONS = 8;

  @TempDir Path folder;

  /** Who looks. */
  abstract OutputReader reader();

  /** A folder of nobody else's. */
  abstract ObjectUri target();

  /** The session's settings. */
  Config config() {
    return Config.DEFAULTS.with("work.uri", folder.resolve("work").toString());
  }

  /** Refuses what the store does not promise to be never seen. */
  abstract void check(Look look, String options);

  @ParameterizedTest
  @ValueSource(strings = {"", ", PARTITION_BY (k)"})
  void aReaderSeesNothingOrOneWholeVersion(String options) throws Exception {
    try (DunlinSession session = DunlinSession.open(config());
        Poller poller = new Poller(options)) {
      assertEquals(0, poller.next());
      session.sql(Versions.copy(1, target(), options)).close();
      assertEquals(1, poller.next());
      for (int version = 2; version <= VERSIONS; version++) {
        session.sql(Versions.copy(version, target(), ", OVERWRITE" + options)).close();
        assertEquals(version, poller.next());
      }
      JobFailedException e =
          assertThrows(
              JobFailedException.class,
              () ->
                  session.sql(
                      "COPY (SELECT CAST(CASE i WHEN 77 THEN 'bad' ELSE '1' END AS INTEGER) AS a, i %% 3 AS k FROM range(100) t(i)) TO '%s' (FORMAT csv, OVERWRITE%s)"
                          .formatted(target(), options)));
      assertTrue(String.valueOf(e.getMessage()).contains("'bad'"), e::getMessage);
      assertEquals(VERSIONS, poller.next());
    }
  }

  /** Looks without a pause on a thread of its own until it is closed. */
  private final class Poller implements AutoCloseable {
    private final OutputReader reader = reader();
    private final String options;
    private final Thread thread;
    private boolean closed;
    private long looks;
    private int version;
    private @Nullable Throwable failure;

    Poller(String options) {
      this.options = options;
      this.thread = Thread.ofPlatform().name("poller").start(this::poll);
    }

    private void poll() {
      try {
        while (!isClosed()) {
          Optional<Look> look = reader.look();
          if (look.isPresent()) {
            check(look.get(), options);
            saw(look.get().job().isEmpty() ? 0 : Versions.version(look.get(), options));
          }
        }
      } catch (IOException | RuntimeException | AssertionError e) {
        failed(e);
      }
    }

    private synchronized boolean isClosed() {
      return closed;
    }

    private synchronized void saw(int found) {
      version = found;
      looks++;
      notifyAll();
    }

    private synchronized void failed(Throwable e) {
      failure = e;
      notifyAll();
    }

    /** The version that is found by a look that begins from now on. */
    synchronized int next() throws InterruptedException {
      long enough = looks + 2;
      while (looks < enough && failure == null) {
        wait();
      }
      if (failure != null) {
        throw new AssertionError("The reader has seen what it must not see", failure);
      }
      return version;
    }

    @Override
    public void close() {
      synchronized (this) {
        closed = true;
      }
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new AssertionError("Interrupted while the reader ends", e);
      }
    }
  }
}
