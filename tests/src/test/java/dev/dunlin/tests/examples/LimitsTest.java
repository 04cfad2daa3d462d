package dev.dunlin.tests.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher under limits of the shell (<code>ulimit</code>) that leave a JVM too little. */
@Tag("unit")
@Timeout(60)
final class LimitsTest {
  private static final String FILES =
      "dunlin: cannot start: a process of this shell may have %s files open at a time, and it takes 256 at least. Raise that limit, as with ulimit -n 4096\n";
  private static final String SPACE =
      "dunlin: cannot start: a process of this shell may have %s KiB of address space, and it takes 6291456 at least. Raise that limit, as with ulimit -v unlimited\n";

  @ParameterizedTest
  @CsvSource({
    "n, 16",
    "n, 32",
    "n, 64",
    "n, 255",
    "v, 500000",
    "v, 1500000",
    "v, 3000000",
    "v, 6000000"
  })
  void whatIsShortIsSaidInOneLineBeforeAnythingIsStarted(String limit, String value)
      throws Exception {
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -%s %s; exec \"$0\" sql 'select 1'".formatted(limit, value),
                Path.of("..", "dunlin").toString())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals((limit.equals("n") ? FILES : SPACE).formatted(value), said);
    assertEquals(1, process.waitFor());
  }
}
