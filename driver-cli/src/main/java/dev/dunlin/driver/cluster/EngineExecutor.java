package dev.dunlin.driver.cluster;

import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.executor.TaskEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** The real executor, in this process. Thread-safe. */
public final class EngineExecutor implements Executor {
  private final Path folder;
  private final TaskEngine engine;

  /**
   * An executor.
   *
   * @param work where segments are, if they are files, and {@code executor}, a folder of its own
   *     for spill and unfinished output; made if it is missing
   */
  public EngineExecutor(ObjectStore store, Path work) {
    this.folder = work.resolve("executor");
    try {
      engine = new TaskEngine(store, folder, List.of(work));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make the folder %s: %s".formatted(folder, e), e);
    }
  }

  @Override
  public void expect(Collection<ObjectUri> files) {
    engine.expect(files);
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
