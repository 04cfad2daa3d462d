package dev.dunlin.driver.cluster.lambda;

import java.time.Duration;

/** A clock that only ever goes forward, and a way to let time pass. */
interface Pace {
  Pace SYSTEM =
      new Pace() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void sleep(Duration time) throws InterruptedException {
          Thread.sleep(time);
        }
      };

  long nanoTime();

  void sleep(Duration time) throws InterruptedException;
}
