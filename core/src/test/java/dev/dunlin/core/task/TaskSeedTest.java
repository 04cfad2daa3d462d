package dev.dunlin.core.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.id.JobId;
import dev.dunlin.core.id.TaskId;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
final class TaskSeedTest {
  /** As DuckDB keeps it: 32 bits. */
  private static long kept(double seed) {
    return (long) ((seed + 1.0) * 2147483647);
  }

  @Test
  void noTwoTasksOfAJobHaveTheSameSeedOrMask() {
    JobId job = JobId.parse("j-7f3a09c2");
    Set<Long> seeds = new HashSet<>();
    Set<BigInteger> masks = new HashSet<>();
    for (int stage = 0; stage < 10; stage++) {
      for (int task = 0; task < 2000; task++) {
        TaskSeed seed = TaskSeed.of(new TaskId(job.stage(stage), task));
        assertTrue(seed.seed() >= -1 && seed.seed() <= 1);
        seeds.add(kept(seed.seed()));
        masks.add(seed.mask());
      }
    }
    assertEquals(20_000, seeds.size());
    assertEquals(20_000, masks.size());
  }

  @Test
  void aTasksSeedIsAlwaysTheSame() {
    TaskId task = TaskId.parse("j-7f3a09c2/s1/t2");
    assertEquals(TaskSeed.of(task), TaskSeed.of(TaskId.parse("j-7f3a09c2/s1/t2")));
    assertTrue(!TaskSeed.of(task).equals(TaskSeed.of(TaskId.parse("j-7f3a09c3/s1/t2"))));
  }

  @Test
  void aMaskLeavesAUuidsVersionAndVariantAlone() {
    for (int i = 0; i < 100; i++) {
      String hex = "%032x".formatted(TaskSeed.mask("text " + i));
      assertEquals('0', hex.charAt(12));
      assertTrue("0123".indexOf(hex.charAt(16)) >= 0, hex);
    }
  }
}
