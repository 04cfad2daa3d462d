package dev.dunlin.driver.cluster;

import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.executor.TaskEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The real executor, in this process. Thread-safe. */
public final class EngineExecutor implements Executor {
  private final Path folder;
  private final TaskEngine engine;

  /**
   * An executor.
   *
   * @param folder a folder of its own for spill and unfinished output; made if it is missing
   */
  public EngineExecutor(ObjectStore store, Path folder) {
    this.folder = folder;
    try {
      engine = new TaskEngine(store, folder);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make the folder %s: %s".formatted(folder, e), e);
    }
  }

  @Override
  public String run(String descriptor) {
    return engine.run(descriptor);
  }

  @Override
  public void cancel(AttemptId attempt) {
    engine.cancel(attempt);
  }

  @Override
  public void close() {
    try {
      engine.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close the executor of %s: %s".formatted(folder, e), e);
    }
  }
}
