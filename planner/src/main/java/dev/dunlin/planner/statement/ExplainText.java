package dev.dunlin.planner.statement;

import dev.dunlin.core.config.ByteSize;
import dev.dunlin.core.stage.Stage;
import dev.dunlin.core.stage.StageGraph;
import dev.dunlin.core.stage.StageInput;
import dev.dunlin.core.stage.StageOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A plan for people: each stage, what it reads, where its rows go, and its SQL. */
final class ExplainText {
  private ExplainText() {}

  static List<String> lines(StageGraph graph) {
    List<String> lines = new ArrayList<>();
    for (Stage stage : graph.stages()) {
      if (!lines.isEmpty()) {
        lines.add("");
      }
      lines.add("Stage " + stage.number() + ": " + stage.name());
      stage.inputs().forEach(input -> lines.add("  reads   " + input(input)));
      lines.add("  writes  " + output(stage));
      lines.add("  rows    about " + String.format(Locale.ROOT, "%,.0f", stage.estimatedRows()));
      lines.add("  columns " + stage.schema());
      stage.sql().lines().forEach(line -> lines.add("  | " + line));
    }
    return lines;
  }

  private static String input(StageInput input) {
    return switch (input) {
      case StageInput.Scan scan -> {
        int splits = scan.tasks().stream().mapToInt(List::size).sum();
        long files =
            scan.tasks().stream().flatMap(List::stream).map(s -> s.file()).distinct().count();
        String how =
            scan.reading() == StageInput.Reading.ALL
                ? "whole, in each task"
                : "in " + count(scan.tasks().size(), "task");
        yield "%s: %s, %s in %s of %s, %s"
            .formatted(
                scan.name(),
                scan.source().format().name().toLowerCase(Locale.ROOT),
                count(splits, "split"),
                count(files, "file"),
                new ByteSize(scan.estimatedBytes()).rounded(),
                how);
      }
      case StageInput.Shuffle shuffle ->
          shuffle.name()
              + ": "
              + switch (shuffle.reading()) {
                case PARTITIONED -> "stage %d by partition".formatted(shuffle.stage());
                case SPREAD -> "stage %d, each task a part".formatted(shuffle.stage());
                case ALL -> "stage %d, all in each task".formatted(shuffle.stage());
              };
    };
  }

  private static String count(long n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }

  private static String output(Stage stage) {
    return switch (stage.output()) {
      case StageOutput.Partitioned p ->
          "%s in %s".formatted(p.description(), count(p.partitions(), "partition"));
      case StageOutput.Single s -> "one segment a task";
      case StageOutput.Rows r -> "the result";
      case StageOutput.Files f ->
          "%s files in %s%s"
              .formatted(
                  f.format().name().toLowerCase(Locale.ROOT),
                  f.folder(),
                  f.partitionBy().isEmpty() ? "" : ", by " + String.join(", ", f.partitionBy()));
    };
  }
}
