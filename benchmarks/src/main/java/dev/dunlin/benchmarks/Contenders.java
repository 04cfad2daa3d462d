package dev.dunlin.benchmarks;

import dev.dunlin.local.s3.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The engines that there are.
 *
 * @param data the folder of the TPC-H tables
 * @param s3 the tables in an S3 server, if there is one
 * @param latency that is added to each request to it
 * @param sparkBuild the target folder of Spark's own build
 */
record Contenders(Path data, Optional<DataOnS3> s3, String latency, Path sparkBuild) {
  /** All names, in the order of the tables. */
  static final List<String> NAMES =
      List.of("dunlin", "dunlin-hash", "dunlin-s3", "dunlin-s3-hash", "duckdb", "spark");

  private static final List<String> HASHED = List.of("join.strategy=hash", "shuffle.partitions=8");

  private static final String SPARK_MEMORY = "8g";

  /** What Spark's own launcher opens of the JDK (its JavaModuleOptions). */
  private static final List<String> SPARK_OPENS =
      Stream.of(
              "java.lang",
              "java.lang.invoke",
              "java.lang.reflect",
              "java.io",
              "java.net",
              "java.nio",
              "java.util",
              "java.util.concurrent",
              "java.util.concurrent.atomic",
              "jdk.internal.ref",
              "sun.nio.ch",
              "sun.nio.cs",
              "sun.security.action",
              "sun.util.calendar")
          .map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED")
          .toList();

  /**
   * The contender of a name.
   *
   * @throws IOException if it can't be run here, saying what is missing
   */
  Contender named(String name) throws IOException {
    return switch (name) {
      case "dunlin" -> dunlin(name, "Dunlin, LocalCluster, all defaults", List.of());
      case "dunlin-hash" -> dunlin(name, "Dunlin, every join hashed into 8 partitions", HASHED);
      case "dunlin-s3" ->
          onS3(
              name,
              "Dunlin, input, shuffle and results on S3, %s added to each request",
              List.of());
      case "dunlin-s3-hash" ->
          onS3(
              name,
              "the same, every join hashed into 8 partitions, %s added to each request",
              HASHED);
      case "duckdb" ->
          new Contender(
              name,
              "DuckDB by JDBC on the same files, all defaults",
              java(DuckDbRunner.class, List.of(data.toString())));
      case "spark" -> spark();
      default ->
          throw new IllegalArgumentException(
              "There is no engine '%s', only %s".formatted(name, String.join(", ", NAMES)));
    };
  }

  private Contender dunlin(String name, String meaning, List<String> settings) {
    List<String> arguments = new ArrayList<>(List.of(data.toString()));
    arguments.addAll(settings);
    return new Contender(name, meaning, java(DunlinRunner.class, arguments));
  }

  private Contender onS3(String name, String meaning, List<String> settings) {
    DataOnS3 there = s3.orElseThrow();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                there.data().toString(),
                there.work().toString(),
                there.server().toString(),
                latency));
    arguments.addAll(settings);
    List<String> command = new ArrayList<>(java(DunlinOnS3Runner.class, arguments));
    command.addAll(1, S3Server.javaOptions());
    return new Contender(name, meaning.formatted(latency), command);
  }

  /** Whether an engine needs the tables on S3. */
  static boolean isOnS3(String name) {
    return name.startsWith("dunlin-s3");
  }

  private static List<String> java(Class<?> main, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dslf4j.internal.verbosity=ERROR",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(arguments);
    return command;
  }

  private Contender spark() throws IOException {
    Path classPath = sparkBuild.resolve("class-path");
    if (!Files.exists(classPath)) {
      throw new IOException(
          "Spark's runner is not built (there is no %s): start with benchmarks/run"
              .formatted(classPath));
    }
    Path java =
        SparkJava.find(System.getenv())
            .orElseThrow(
                () ->
                    new IOException(
                        "Spark 4.1 runs on Java 17 to 21, and none was found: set SPARK_JAVA_HOME"
                            + " to one, or leave Spark out by --no-spark"));
    int cores = Runtime.getRuntime().availableProcessors();
    List<String> command = new ArrayList<>(List.of(java.toString(), "-Xmx" + SPARK_MEMORY));
    command.addAll(SPARK_OPENS);
    command.addAll(
        List.of(
            "-cp",
            sparkBuild.resolve("classes") + ":" + Files.readString(classPath).strip(),
            "dev.dunlin.benchmarks.spark.SparkRunner",
            data.toString(),
            String.valueOf(cores),
            "spark.ui.enabled=false",
            "spark.sql.shuffle.partitions=8"));
    return new Contender(
        "spark",
        "Spark local[%d], spark.sql.shuffle.partitions=8, %s of heap, no UI, %s"
            .formatted(cores, SPARK_MEMORY, java),
        command);
  }
}
