package dev.dunlin.driver.scheduler;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.cluster.Cluster;
import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.store.Requests;
import dev.dunlin.core.store.StagedObject;
import dev.dunlin.core.task.Billing;
import dev.dunlin.core.task.Segment;
import dev.dunlin.core.task.TaskDescriptor;
import dev.dunlin.core.task.TaskDescriptor.Resources;
import dev.dunlin.core.task.TaskFailure;
import dev.dunlin.core.task.TaskMetrics;
import dev.dunlin.core.task.TaskOutcome;
import dev.dunlin.core.task.TaskOutput;
import dev.dunlin.core.task.TaskWire;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/** A cluster that runs nothing: a test says what becomes of each attempt. */
final class ScriptedCluster implements Cluster {
  private final Map<AttemptId, TaskDescriptor> descriptors = new LinkedHashMap<>();
  private final Map<AttemptId, Consumer<String>> waiting = new LinkedHashMap<>();
  private final List<String> cancelled = new ArrayList<>();
  private Capacity capacity;
  private List<Resources> larger = List.of();

  ScriptedCluster(int slots) {
    capacity = new Capacity(slots, 2, 1 << 30);
  }

  @Override
  public Capacity capacity() {
    return capacity;
  }

  void capacity(Capacity changed) {
    capacity = changed;
  }

  void larger(Resources... kinds) {
    larger = List.of(kinds);
  }

  @Override
  public Optional<Resources> larger(Resources tooLittle) {
    return larger.stream().filter(r -> r.memoryBytes() > tooLittle.memoryBytes()).findFirst();
  }

  @Override
  public String memoryAdvice() {
    return "get a larger one";
  }

  @Override
  public void start(AttemptId attempt, String descriptor, Consumer<String> outcome) {
    assertTrue(waiting.size() < capacity.slots(), "more attempts than slots");
    assertTrue(descriptors.put(attempt, TaskWire.readDescriptor(descriptor)) == null, "twice");
    waiting.put(attempt, outcome);
  }

  @Override
  public void cancel(AttemptId attempt) {
    cancelled.add(attempt.toString().substring(Graphs.JOB.toString().length() + 1));
  }

  @Override
  public void close() {}

  /** What runs, as {@code s0/t1/a0}, in the order of the starts. */
  List<String> running() {
    return waiting.keySet().stream().map(ScriptedCluster::shortName).toList();
  }

  List<String> cancelled() {
    return cancelled;
  }

  TaskDescriptor descriptor(String attempt) {
    TaskDescriptor descriptor = descriptors.get(id(attempt));
    if (descriptor == null) {
      throw new AssertionError(attempt + " was never started; there is " + descriptors.keySet());
    }
    return descriptor;
  }

  int started() {
    return descriptors.size();
  }

  /** The attempt succeeds, with a segment of 10 bytes for each partition it may write. */
  void succeed(String attempt) {
    succeed(attempt, _ -> 10);
  }

  /** The attempt succeeds; a segment has as many bytes as the function says for its partition. */
  void succeed(String attempt, ToLongFunction<Integer> bytes) {
    end(success(attempt, bytes));
  }

  void fail(String attempt, TaskFailure failure) {
    end(TaskOutcome.Failed.of(id(attempt), failure));
  }

  TaskOutcome success(String attempt, ToLongFunction<Integer> bytes) {
    TaskDescriptor descriptor = descriptor(attempt);
    List<Segment> segments = new ArrayList<>();
    List<StagedObject> files = new ArrayList<>();
    switch (descriptor.output()) {
      case TaskOutput.Partitions output -> {
        for (int i = 0; i < output.partitions(); i++) {
          segments.add(segment(descriptor, output.prefix(), i, bytes.applyAsLong(i)));
        }
      }
      case TaskOutput.Single output ->
          segments.add(segment(descriptor, output.prefix(), 0, bytes.applyAsLong(0)));
      case TaskOutput.Files output -> {
        String name = "part-" + descriptor.attempt().task().number();
        files.add(new StagedObject(output.folder().resolve(name), 10, attempt));
      }
    }
    TaskMetrics metrics =
        new TaskMetrics(
            7, 1, 2, 3, 4, 5, 6, 7, 8, 9, new Requests(1, 2, 3, 4, 5, 6, 7, 8), Billing.NONE);
    return new TaskOutcome.Succeeded(
        TaskWire.VERSION, descriptor.attempt(), segments, files, metrics);
  }

  private static Segment segment(
      TaskDescriptor descriptor,
      dev.dunlin.core.store.ObjectUri prefix,
      int partition,
      long bytes) {
    String producer = shortName(descriptor.attempt());
    return new Segment(
        producer.substring(0, producer.lastIndexOf('/')),
        partition,
        prefix.resolve("p" + partition),
        0,
        bytes,
        1,
        0);
  }

  private void end(TaskOutcome outcome) {
    Consumer<String> consumer = waiting.remove(outcome.attempt());
    if (consumer == null) {
      throw new AssertionError(outcome.attempt() + " does not run; there is " + running());
    }
    consumer.accept(TaskWire.write(outcome));
  }

  static AttemptId id(String attempt) {
    return AttemptId.parse(Graphs.JOB + "/" + attempt);
  }

  static String shortName(AttemptId attempt) {
    return attempt.toString().substring(Graphs.JOB.toString().length() + 1);
  }
}
