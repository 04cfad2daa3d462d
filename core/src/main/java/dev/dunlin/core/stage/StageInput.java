package dev.dunlin.core.stage;

import java.util.List;

/** A named relation that a stage's fragment reads. */
public sealed interface StageInput {
  /** The name the fragment's SQL uses; unique in the stage. */
  String name();

  /**
   * Files, cut into pieces.
   *
   * @param source how they are read
   * @param tasks the splits of each task; there may be none
   * @param reading {@link Reading#PARTITIONED}: task i reads {@code tasks[i]}; {@link Reading#ALL}:
   *     every task reads all
   * @param table the table's name, for EXPLAIN
   * @param estimatedBytes bytes of the columns needed, in the files
   */
  record Scan(
      String name,
      ScanSource source,
      List<List<Split>> tasks,
      Reading reading,
      String table,
      long estimatedBytes)
      implements StageInput {
    public Scan {
      tasks = tasks.stream().map(List::copyOf).toList();
    }
  }

  /**
   * The committed output of another stage.
   *
   * @param stage its number
   * @param reading which of its segments a task reads
   */
  record Shuffle(String name, int stage, Reading reading) implements StageInput {}

  /** Which part of an input one task reads. */
  enum Reading {
    /**
     * Scan: the task's own splits. Shuffle: the task's range of partitions, the same range of every
     * PARTITIONED shuffle input of the stage.
     */
    PARTITIONED,
    /**
     * Shuffle only: the segments of some producers, each by one task. Where a stage has several
     * inputs of this kind, or PARTITIONED scans, its fragment is a union over them: each task reads
     * a part of exactly one and finds the others empty.
     */
    SPREAD,
    /** Every task reads all of it: a broadcast, or a gather where the stage has one task. */
    ALL
  }
}
