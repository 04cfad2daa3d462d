package dev.dunlin.executor;

import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.StagedObject;
import dev.dunlin.core.task.Segment;
import dev.dunlin.core.task.TaskDescriptor;
import dev.dunlin.core.task.TaskOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.IntStream;

/** Runs a fragment into files with one COPY, then hands them to the store. For one attempt. */
abstract class OutputWriter {
  final TaskDescriptor task;
  final Session session;

  OutputWriter(TaskDescriptor task, Session session) {
    this.task = task;
    this.session = session;
  }

  /**
   * The writer of a task's output.
   *
   * @param scratch an empty folder for files that are to be handed over; the caller removes what is
   *     in it
   */
  static OutputWriter of(TaskDescriptor task, ObjectStore store, Path scratch, Session session) {
    return switch (task.output()) {
      case TaskOutput.Partitions output ->
          new SegmentOutput(task, output.prefix(), store, scratch, session);
      case TaskOutput.Single output ->
          new SegmentOutput(task, output.prefix(), store, scratch, session);
      case TaskOutput.Files output -> new FilesOutput(task, output, store, scratch, session);
    };
  }

  /** What has left the task. */
  record Delivered(List<Segment> segments, List<StagedObject> files, long rows) {}

  /** Runs the fragment. */
  abstract void run() throws SQLException, IOException;

  /** Hands over what {@link #run} has written. */
  abstract Delivered deliver() throws IOException;

  /** Removes what could be taken for output of a failed attempt, be it whole or not. */
  abstract void discard() throws IOException;

  /** Columns under names of our own, for the fragment's may repeat. */
  static List<String> positions(int columns) {
    return IntStream.range(0, columns).mapToObj(i -> "f" + i).toList();
  }

  /** The fragment as a relation whose columns are its {@link #positions}. */
  String byPosition() {
    StringJoiner names = new StringJoiner(", ", "(", ")").setEmptyValue("");
    positions(task.schema().size()).forEach(names::add);
    return "(%s) AS fragment%s".formatted(task.sql(), names);
  }
}
