package dev.dunlin.core.task;

import dev.dunlin.core.id.TaskId;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * What a task's random values depend on: its own name, so that they are other ones in each task,
 * and the same whenever the task is run again.
 *
 * @param seed for DuckDB's {@code setseed}, between −1 and 1; of which DuckDB keeps 32 bits
 * @param mask for values that must be unique everywhere, as {@link #mask(String)} gives it
 */
public record TaskSeed(double seed, BigInteger mask) {
  /**
   * The DuckDB variable that holds the {@link #mask} while a task runs. The bits that tell a UUID's
   * version and variant are 0 in it.
   */
  public static final String MASK_VARIABLE = "dunlin_task_mask";

  /** More than a stage has tasks. */
  private static final int TASKS = 1_000_003;

  private static final long DUCKDB_SEEDS = 0xFFFF_FFFEL;
  private static final BigInteger FREE_BITS =
      new BigInteger("ffffffffffff0fff3fffffffffffffff", 16);

  /** The seed of a task. No two tasks of a job have the same. */
  public static TaskSeed of(TaskId task) {
    int job = ByteBuffer.wrap(digest(task.stage().job().toString())).getInt();
    int place = task.stage().number() * TASKS + task.number();
    long mixed = Integer.toUnsignedLong(mix(job + place));
    double seed = (Math.min(mixed, DUCKDB_SEEDS - 1) + 0.5) / (DUCKDB_SEEDS / 2) - 1;
    return new TaskSeed(seed, mask(task.toString()));
  }

  /** 122 bits that look random, at the places where a UUID has them. */
  public static BigInteger mask(String text) {
    return new BigInteger(1, Arrays.copyOf(digest(text), 16)).and(FREE_BITS);
  }

  /** Statements that let DuckDB draw from this seed. */
  public String sql() {
    return "SELECT setseed(%s);\nSET VARIABLE %s = %s::UHUGEINT"
        .formatted(seed, MASK_VARIABLE, mask);
  }

  /** MurmurHash3's last step, which gives different numbers for different ones. */
  private static int mix(int number) {
    int mixed = number;
    mixed = (mixed ^ (mixed >>> 16)) * 0x85ebca6b;
    mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
    return mixed ^ (mixed >>> 16);
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
