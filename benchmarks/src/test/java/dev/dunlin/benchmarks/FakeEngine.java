package dev.dunlin.benchmarks;

import dev.dunlin.benchmarks.runner.Engine;
import dev.dunlin.benchmarks.runner.RunnerLoop;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** An engine whose queries are {@code rows N}, {@code fail}, {@code die} and {@code hang}. */
final class FakeEngine implements Engine {
  public static void main(String[] args) throws Exception {
    RunnerLoop.serve(FakeEngine::new);
  }

  @Override
  public String version() {
    return "of\ntests";
  }

  @Override
  public void run(String sql, RowConsumer rows) throws Exception {
    System.out.println("not of the protocol");
    switch (sql.split(" ")[0]) {
      case "rows" -> {
        for (int i = 0; i < Integer.parseInt(sql.split(" ")[1]); i++) {
          rows.accept(new Object[] {i, "row " + i});
        }
      }
      case "fail" -> throw new IOException("a message\nof two lines");
      case "die" -> Runtime.getRuntime().halt(3);
      default -> new CountDownLatch(1).await();
    }
  }

  @Override
  public Map<String, Long> counters() {
    return Map.of("things", 7L);
  }

  @Override
  public void close() {}
}
