package dev.dunlin.driver.session;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.config.ConfigKeys;
import dev.dunlin.core.config.ConfigKeys.ClusterKind;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.Billing;
import dev.dunlin.core.task.FunctionAnswer;
import dev.dunlin.driver.cluster.lambda.FunctionProbe;
import dev.dunlin.driver.cluster.lambda.FunctionProbe.Configured;
import dev.dunlin.driver.cluster.lambda.LambdaSettings;
import dev.dunlin.driver.scheduler.JobFailedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Looks whether a configuration's cluster works, a step at a time; the first that fails ends it.
 */
public final class Checkup {
  private final Config config;
  private final Consumer<Finding> findings;

  /**
   * A check-up.
   *
   * @param findings is given what each step has found
   */
  public Checkup(Config config, Consumer<Finding> findings) {
    this.config = config;
    this.findings = findings;
  }

  /**
   * What a step has found.
   *
   * @param what it looked at
   * @param isWell whether that can be used
   * @param text what it is; or what is wrong with it, and what to do
   */
  public record Finding(String what, boolean isWell, String text) {}

  private interface Look {
    String look() throws IOException;
  }

  /** Does all of it; returns whether all is well. */
  public boolean run() {
    boolean onFunctions = config.value(ConfigKeys.CLUSTER_KIND) == ClusterKind.LAMBDA;
    return (!onFunctions || functions()) && step("work", this::work) && step("task", this::task);
  }

  private boolean functions() {
    LambdaSettings settings = LambdaSettings.of(config);
    try (FunctionProbe first = FunctionProbe.open(settings, System.getenv())) {
      return function(first)
          && settings.largerFunctions().stream().map(first::sibling).allMatch(this::function);
    } catch (UserErrorException e) {
      return step(
          "function",
          () -> {
            throw e;
          });
    }
  }

  private boolean function(FunctionProbe probe) {
    return step("function", () -> configured(probe.configured()))
        && step("release", () -> running(probe.running()));
  }

  private boolean step(String what, Look look) {
    try {
      findings.accept(new Finding(what, true, look.look()));
      return true;
    } catch (IOException | UserErrorException | JobFailedException e) {
      findings.accept(new Finding(what, false, String.valueOf(e.getMessage())));
      return false;
    }
  }

  private static String configured(Configured function) {
    return "%s in %s: %d MB, up to %d s a call, room for %d calls at a time"
        .formatted(
            function.name(),
            function.region(),
            function.memoryMb(),
            function.timeout().toSeconds(),
            function.freeConcurrency());
  }

  private static String running(FunctionAnswer.Pong function) {
    return "Dunlin %s on both sides, DuckDB %s on %s"
        .formatted(function.release(), function.duckdb(), function.architecture());
  }

  private String work() throws IOException {
    String uri = config.value(ConfigKeys.WORK_URI);
    if (uri.isEmpty()) {
      return "a folder of your own in the system's temporary folder";
    }
    ObjectUri object = ObjectUri.parse(uri).resolve("doctor-" + UUID.randomUUID());
    try (ObjectStore store = Stores.open(() -> config)) {
      ObjectStat written = store.put(object, "well".getBytes(StandardCharsets.UTF_8));
      store.read(written, 0, written.lengthBytes()).close();
      store.delete(List.of(object));
    }
    return uri + ": written, read and removed an object there";
  }

  private String task() throws IOException {
    long begun = System.nanoTime();
    try (DunlinSession session = DunlinSession.open(config);
        Rows rows = (Rows) session.sql("SELECT sum(i) FROM range(10) t(i)")) {
      Billing billing = rows.report().orElseThrow().billing();
      return String.format(
          Locale.ROOT,
          "a query of one task gave its row in %.1f s%s",
          (System.nanoTime() - begun) / 1e9,
          billing.calls() == 0 ? "" : ", %d ms of it billed".formatted(billing.billedMillis()));
    }
  }
}
