package dev.dunlin.benchmarks;

import dev.dunlin.core.config.ByteSize;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** What the benchmark runs on. */
final class Machine {
  private Machine() {}

  /** Cores, memory, processor, system, this Java, and what else runs here now. */
  static String description() throws IOException {
    return "%d cores, %s of memory, %s, %s %s, Java %s; load average %.1f at the start"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            line(Path.of("/proc/meminfo"), "MemTotal:")
                .map(
                    text ->
                        new ByteSize(Long.parseLong(text.replaceAll("\\D", "")) * 1024).rounded())
                .orElse("an unknown amount"),
            line(Path.of("/proc/cpuinfo"), "model name")
                .map(m -> m.replaceAll("^[\\s:]*", ""))
                .orElse("unknown processor"),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            Runtime.version(),
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  /** The short hash of the commit, with a plus where the checkout differs from it. */
  static String commit(Path checkout) throws IOException {
    String hash = git(checkout, "rev-parse", "--short", "HEAD");
    boolean changed = !git(checkout, "status", "--porcelain", "--untracked-files=no").isEmpty();
    return hash.isEmpty() ? "unknown" : hash + (changed ? "+" : "");
  }

  private static String git(Path checkout, String... command) throws IOException {
    Process process =
        new ProcessBuilder(
                Stream.concat(Stream.of("git", "-C", checkout.toString()), Stream.of(command))
                    .toList())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
        .strip();
  }

  private static Optional<String> line(Path file, String start) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(start))
          .map(line -> line.substring(start.length()).strip())
          .findFirst();
    }
  }
}
