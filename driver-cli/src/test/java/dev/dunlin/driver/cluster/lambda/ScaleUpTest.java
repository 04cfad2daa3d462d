package dev.dunlin.driver.cluster.lambda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The time here is a test's: it stands still, or goes on while somebody sleeps. */
@Tag("unit")
@Timeout(20)
final class ScaleUpTest {
  private final AtomicLong nanos = new AtomicLong();
  private boolean goesOn = true;
  private final ScaleUp scaleUp =
      new ScaleUp(
          new Pace() {
            @Override
            public long nanoTime() {
              return nanos.get();
            }

            @Override
            public void sleep(Duration time) throws InterruptedException {
              Thread.sleep(1);
              if (goesOn) {
                nanos.addAndGet(time.toNanos());
              }
            }
          });

  private void enter(int calls) throws InterruptedException {
    for (int call = 0; call < calls; call++) {
      scaleUp.enter();
    }
  }

  /** One more call, which must wait. */
  private CompletableFuture<Void> waiting() throws InterruptedException {
    CompletableFuture<Void> entered = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    scaleUp.enter();
                    entered.complete(null);
                  } catch (InterruptedException e) {
                    entered.completeExceptionally(e);
                  }
                });
    while (thread.getState() != Thread.State.WAITING) {
      assertTrue(thread.isAlive(), "it did not wait");
      Thread.sleep(1);
    }
    return entered;
  }

  @Test
  void aThousandBeginAtOnceAndOthersOneInTenMilliseconds() throws Exception {
    enter(1000);
    assertEquals(0, nanos.get());
    enter(300);
    assertTrue(nanos.get() >= 3_000_000_000L, () -> nanos + " ns");
  }

  @Test
  void aCallThatIsOverMakesRoomForAnother() throws Exception {
    goesOn = false;
    enter(1000);
    CompletableFuture<Void> one = waiting();
    CompletableFuture<Void> other = waiting();
    scaleUp.leave();
    CompletableFuture.anyOf(one, other).get(10, TimeUnit.SECONDS);
    assertTrue(one.isDone() != other.isDone());
    scaleUp.leave();
    CompletableFuture.allOf(one, other).get(10, TimeUnit.SECONDS);
    scaleUp.leave();
    enter(1);
  }

  @Test
  void aLongTimeAllowsNoMoreThanAThousandAtOnce() throws Exception {
    goesOn = false;
    enter(1000);
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    enter(1000);
    CompletableFuture<Void> entered = waiting();
    scaleUp.leave();
    entered.get(10, TimeUnit.SECONDS);
  }

  @Test
  void whoIsInterruptedTakesNothing() throws Exception {
    goesOn = false;
    enter(1000);
    Thread thread = Thread.currentThread();
    Thread.ofPlatform()
        .start(
            () -> {
              while (thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
              }
              thread.interrupt();
            });
    boolean interrupted = false;
    try {
      scaleUp.enter();
    } catch (InterruptedException _) {
      interrupted = true;
    }
    assertTrue(interrupted);
    scaleUp.leave();
    enter(1);
  }
}
