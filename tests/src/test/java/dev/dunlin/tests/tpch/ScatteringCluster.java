package dev.dunlin.tests.tpch;

import dev.dunlin.core.cluster.Cluster;
import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.TaskDescriptor;
import dev.dunlin.core.task.TaskOutput;
import dev.dunlin.core.task.TaskWire;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A cluster whose shuffles are broken: a row's partition hangs on all its columns and its producer,
 * so that rows of one key scatter. The same rows scatter the same way in each run.
 */
final class ScatteringCluster implements Cluster {
  private final Cluster real;

  /** A cluster that forwards to a real one. */
  ScatteringCluster(Cluster real) {
    this.real = real;
  }

  @Override
  public Capacity capacity() {
    return real.capacity();
  }

  @Override
  public String memoryAdvice() {
    return real.memoryAdvice();
  }

  @Override
  public void expect(Collection<ObjectUri> files) {
    real.expect(files);
  }

  @Override
  public void start(AttemptId attempt, String descriptor, Consumer<String> outcome) {
    real.start(attempt, TaskWire.write(scattered(TaskWire.readDescriptor(descriptor))), outcome);
  }

  private static TaskDescriptor scattered(TaskDescriptor task) {
    if (!(task.output() instanceof TaskOutput.Partitions right)) {
      return task;
    }
    String columns =
        task.schema().names().stream()
            .map(name -> '"' + name + '"')
            .collect(Collectors.joining(", "));
    String wrong =
        "hash(%s, '%s') %% %d".formatted(columns, task.attempt().task(), right.partitions());
    return new TaskDescriptor(
        task.version(),
        task.attempt(),
        task.sql(),
        task.schema(),
        task.inputs(),
        new TaskOutput.Partitions(wrong, right.partitions(), right.prefix(), right.compression()),
        task.resources(),
        task.settings());
  }

  @Override
  public void cancel(AttemptId attempt) {
    real.cancel(attempt);
  }

  @Override
  public void close() {
    real.close();
  }
}
