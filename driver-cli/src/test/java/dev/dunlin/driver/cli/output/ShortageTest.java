package dev.dunlin.driver.cli.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is told as a want of open files or memory, and what is not. */
@Tag("unit")
final class ShortageTest {
  private static final OptionalLong FEW = OptionalLong.of(64);
  private static final OptionalLong MANY = OptionalLong.of(1_048_576);
  private static final String RAISE =
      "this process may have only 64 files open at a time. Raise that limit, as with ulimit -n 4096, and run it again";

  /** As the JVM raises them where a jar or library cannot be opened. */
  static Stream<Throwable> notLoaded() {
    return Stream.of(
        new NoClassDefFoundError("org/duckdb/DuckDBDriver"),
        new UnsatisfiedLinkError("no libduckdb_java in java.library.path"),
        new ExceptionInInitializerError(new IllegalStateException("no resource")),
        new IllegalStateException("planning", new ClassNotFoundException("org.apache.Calcite")));
  }

  @ParameterizedTest
  @MethodSource("notLoaded")
  void aClassThatIsNotFoundIsAWantOfFilesWhereFewMayBeOpen(Throwable failure) {
    assertEquals(Optional.of("Cannot go on: " + RAISE), Shortage.of(failure, FEW));
    assertEquals(Optional.empty(), Shortage.of(failure, MANY), "a bug");
  }

  @Test
  void whatCouldNotBeOpenedIsNamed() {
    IOException open = new FileSystemException("/data/a.parquet", null, "Too many open files");
    assertEquals(
        Optional.of("Cannot read: " + RAISE),
        Shortage.of(new UncheckedIOException("Cannot read.", open), FEW));
    assertTrue(Shortage.of(open, MANY).orElseThrow().contains("1048576 files open"));
  }

  @Test
  void wantOfMemoryIsSaidInALine() {
    String said =
        Shortage.of(new OutOfMemoryError("unable to create native thread"), MANY).orElseThrow();
    assertTrue(
        said.startsWith(
            "Cannot go on: there is too little memory (unable to create native thread). Java's own may be "),
        said);
  }

  @Test
  void theRestIsWhatItWas() {
    assertEquals(Optional.empty(), Shortage.of(new IllegalStateException("wrong"), FEW));
    assertEquals(Optional.empty(), Shortage.of(new IOException("connection reset"), FEW));
  }

  @Test
  void aShortageIsReportedInOneLineWithoutAStack() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Errors.report(new OutOfMemoryError("Java heap space"), new PrintStream(err, true, UTF_8));
    assertEquals(Errors.FAILURE, code);
    assertEquals(1, err.toString(UTF_8).lines().count(), err.toString(UTF_8));
  }
}
