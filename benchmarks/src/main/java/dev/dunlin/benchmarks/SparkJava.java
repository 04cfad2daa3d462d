package dev.dunlin.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds a Java that Spark 4.1 runs on: 17 to 21. */
final class SparkJava {
  private SparkJava() {}

  /**
   * The {@code java} command of the first that fits of: SPARK_JAVA_HOME, JAVA_HOME, {@code java} on
   * the path, those in /usr/lib/jvm.
   */
  static Optional<Path> find(Map<String, String> environment) throws IOException {
    List<Path> homes = new ArrayList<>();
    for (String name : List.of("SPARK_JAVA_HOME", "JAVA_HOME")) {
      if (environment.containsKey(name)) {
        homes.add(Path.of(environment.get(name)));
      }
    }
    for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
      Path java = Path.of(folder, "java");
      if (Files.isExecutable(java)) {
        homes.add(java.toRealPath().resolve("../..").normalize());
      }
    }
    Path installed = Path.of("/usr/lib/jvm");
    if (Files.isDirectory(installed)) {
      try (Stream<Path> each = Files.list(installed)) {
        each.sorted().forEach(homes::add);
      }
    }
    for (Path home : homes) {
      int version = version(home);
      if (version >= 17 && version <= 21) {
        return Optional.of(home.resolve("bin/java"));
      }
    }
    return Optional.empty();
  }

  /** The major version that a JDK's release file names; 0 if there is none. */
  private static int version(Path home) throws IOException {
    Path release = home.resolve("release");
    if (!Files.isReadable(release) || !Files.isExecutable(home.resolve("bin/java"))) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(release)) {
      return lines
          .filter(line -> line.startsWith("JAVA_VERSION="))
          .map(line -> line.replaceAll("[^0-9.]", "").split("\\.")[0])
          .mapToInt(Integer::parseInt)
          .findFirst()
          .orElse(0);
    }
  }
}
