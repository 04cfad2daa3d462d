package dev.dunlin.planner.distribute;

import dev.dunlin.core.cluster.Cluster;
import dev.dunlin.core.config.Config;
import dev.dunlin.core.config.ConfigKeys;
import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.stage.Stage;
import dev.dunlin.core.stage.StageGraph;
import dev.dunlin.core.stage.StageInput;
import dev.dunlin.core.stage.StageOutput;
import dev.dunlin.planner.type.DuckTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.calcite.rel.type.RelDataType;

/** The stages closed so far. Identical ones are one. */
final class Stages {
  private static final int MOST_PARTITIONS = 512;

  private final Config config;
  private final int slots;
  private final List<Stage> stages = new ArrayList<>();
  private final Map<Object, Integer> known = new HashMap<>();
  private double largestShuffleBytes;

  Stages(Config config, Cluster.Capacity capacity) {
    this.config = config;
    this.slots = capacity.slots();
  }

  /** Closes a piece with its rows in partitions by keys, and gives a piece that reads them. */
  Piece hashed(Piece piece, List<Integer> keys) {
    return hashed(
        piece,
        keys.stream().map(Piece::column).toList(),
        Distribution.Hash.of(keys),
        keys.stream().map(Piece::column).collect(Collectors.joining(", ", "hash(", ")")));
  }

  /** As above, by the values of expressions over the piece's columns. */
  Piece hashedBy(Piece piece, List<String> expressions) {
    return hashed(
        piece,
        expressions,
        new Distribution.Hash(
            expressions.stream().<java.util.Set<Integer>>map(e -> java.util.Set.of()).toList()),
        "hash(" + String.join(", ", expressions) + ")");
  }

  private Piece hashed(
      Piece piece, List<String> keys, Distribution distribution, String description) {
    // The lowest bits choose the bucket in DuckDB's own hash tables, the highest its radix
    // partition: both would be the same for all rows of a partition.
    String expression =
        "CAST((hash("
            + String.join(", ", keys)
            + ") >> 24) % "
            + StageOutput.PARTITIONS
            + " AS INTEGER)";
    return partitioned(piece, expression, description, distribution);
  }

  /** Closes a piece with its rows in partitions by any expression. */
  Piece partitioned(Piece piece, String expression, String description, Distribution distribution) {
    largestShuffleBytes = Math.max(largestShuffleBytes, piece.bytes());
    int stage = close(piece, new StageOutput.Partitioned(expression, description, 1));
    return reader(piece, stage, StageInput.Reading.PARTITIONED, distribution);
  }

  /** Closes a piece and gives one that reads all its rows in each task. */
  Piece gathered(Piece piece) {
    int stage = close(piece, new StageOutput.Single());
    return reader(piece, stage, StageInput.Reading.ALL, new Distribution.Single());
  }

  /** All rows, in each task, of a stage that was closed with its rows in partitions. */
  Piece everywhere(Piece hashed) {
    for (StageInput input : hashed.inputs().values()) {
      if (hashed.inputs().size() == 1 && input instanceof StageInput.Shuffle shuffle) {
        return reader(
            hashed, shuffle.stage(), StageInput.Reading.ALL, new Distribution.Arbitrary());
      }
    }
    throw new IllegalArgumentException("Not the reader of one stage: " + hashed.what());
  }

  /** Closes a piece and gives one whose tasks each read some of its rows. */
  Piece spread(Piece piece) {
    int stage = close(piece, new StageOutput.Single());
    return reader(piece, stage, StageInput.Reading.SPREAD, new Distribution.Arbitrary());
  }

  private Piece reader(
      Piece piece, int stage, StageInput.Reading reading, Distribution distribution) {
    String name =
        "stage"
            + stage
            + switch (reading) {
              case PARTITIONED -> "";
              case ALL -> "_all";
              case SPREAD -> "_part";
            };
    StageInput input = new StageInput.Shuffle(name, stage, reading);
    return new Piece(
        "SELECT " + columns(piece.width()) + " FROM " + name,
        piece.types(),
        Map.of(name, input),
        distribution,
        piece.rows(),
        "stage " + stage,
        true);
  }

  static String columns(int width) {
    return java.util.stream.IntStream.range(0, width)
        .mapToObj(Piece::column)
        .collect(Collectors.joining(", "));
  }

  private int close(Piece piece, StageOutput output) {
    Object key = List.of(piece.sql(), piece.inputs(), output);
    Integer same = piece.repeatable() ? known.get(key) : null;
    if (same != null) {
      return same;
    }
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < piece.width(); i++) {
      columns.add(new Column(Piece.column(i), DuckTypes.text(piece.types().get(i))));
    }
    stages.add(stage(piece, output, new Schema(columns)));
    known.put(key, stages.size() - 1);
    return stages.size() - 1;
  }

  private Stage stage(Piece piece, StageOutput output, Schema schema) {
    return new Stage(
        stages.size(),
        piece.what(),
        piece.sql(),
        List.copyOf(piece.inputs().values()),
        output,
        schema,
        piece.rows(),
        piece.repeatable() ? Stage.Repetition.SAME_ROWS : Stage.Repetition.SAME_ORDER);
  }

  /**
   * The job: all stages and, last, the piece that makes its result.
   *
   * @param names the user's names of the result's columns
   */
  StageGraph finish(Piece result, StageOutput output, List<String> names) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      RelDataType type = result.types().get(i);
      columns.add(new Column(names.get(i).isEmpty() ? "\"\"" : names.get(i), DuckTypes.text(type)));
    }
    stages.add(stage(result, output, new Schema(columns)));
    int partitions = partitions();
    Set<Integer> inOrder = inOrder();
    List<Stage> finished = new ArrayList<>();
    for (Stage stage : stages) {
      finished.add(
          new Stage(
              stage.number(),
              stage.name(),
              stage.sql(),
              stage.inputs(),
              stage.output() instanceof StageOutput.Partitioned p
                  ? new StageOutput.Partitioned(p.expression(), p.description(), partitions)
                  : stage.output(),
              stage.schema(),
              stage.estimatedRows(),
              inOrder.contains(stage.number())
                  ? Stage.Repetition.SAME_ORDER
                  : Stage.Repetition.SAME_ROWS));
    }
    return new StageGraph(finished);
  }

  /** The stages whose order of rows matters, and all that they read, from the last to the first. */
  private Set<Integer> inOrder() {
    Set<Integer> inOrder = new HashSet<>();
    for (Stage stage : stages.reversed()) {
      if (stage.repetition() == Stage.Repetition.SAME_ORDER || inOrder.contains(stage.number())) {
        inOrder.add(stage.number());
        inOrder.addAll(stage.parents());
      }
    }
    return inOrder;
  }

  private int partitions() {
    return config
        .value(ConfigKeys.SHUFFLE_PARTITIONS)
        .orElseGet(
            () -> {
              double size = config.value(ConfigKeys.SHUFFLE_PARTITION_SIZE).bytes();
              double wanted = Math.ceil(largestShuffleBytes / size);
              return (int) Math.max(slots, Math.min(MOST_PARTITIONS, wanted));
            });
  }

  /** Whether so few bytes are better in one task than shuffled. */
  boolean fitsOneTask(double bytes) {
    return config.value(ConfigKeys.SHUFFLE_PARTITIONS).isEmpty()
        && bytes <= config.value(ConfigKeys.SHUFFLE_PARTITION_SIZE).bytes();
  }
}
