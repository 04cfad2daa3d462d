package dev.dunlin.tests.lambda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.tests.badinput.Cli;
import dev.dunlin.tests.badinput.Cli.Finished;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dunlin local}: a command, with S3 and Lambda that live as long as it. */
@Tag("integration")
final class LocalCommandTest {
  @TempDir Path folder;

  private Finished run(List<String> options, String... command) throws Exception {
    List<String> args = new ArrayList<>(List.of("local", "run"));
    args.addAll(options);
    args.add("--");
    args.addAll(List.of(command));
    return Cli.run(List.of(), folder, args.toArray(String[]::new));
  }

  private String[] dunlin(String... args) {
    List<String> command = new ArrayList<>(Cli.command(folder));
    command.addAll(List.of(args));
    return command.toArray(String[]::new);
  }

  @Test
  void aCommandRunsOnFunctionsWithoutKnowingIt() throws Exception {
    Finished finished =
        run(
            List.of("--concurrency", "1"),
            dunlin(
                "sql",
                "--format",
                "csv",
                """
                COPY (SELECT i AS a FROM range(10) t(i)) TO 's3://dunlin-local/out' (FORMAT parquet);
                SELECT sum(a) AS s FROM 's3://dunlin-local/out/*.parquet'"""));
    assertEquals("s\n45\n", finished.out(), finished.err());
    assertEquals(0, finished.exitCode());
    assertTrue(finished.err().contains("1 call ($0.0000002)"), finished.err());
  }

  @Test
  void theDoctorLooksAtAllThatAJobNeedsAndSaysWhatIsWrong() throws Exception {
    Finished well = run(List.of("--concurrency", "3"), dunlin("doctor"));
    assertEquals(0, well.exitCode(), well.err());
    assertEquals(
        List.of("ok    function", "ok    release", "ok    work", "ok    task"),
        well.out().lines().map(line -> line.substring(0, 16).strip()).toList());
    assertTrue(well.out().contains("1769 MB, up to 900 s a call, room for 3 calls"), well.out());

    Finished noFunction = run(List.of(), dunlin("doctor", "--set", "lambda.function=none"));
    assertEquals(1, noFunction.exitCode());
    assertTrue(
        noFunction.out().startsWith("WRONG function  Cannot use the function none in us-east-1"),
        noFunction.out());

    Finished noBucket = run(List.of(), dunlin("doctor", "--set", "work.uri=s3://none-such/x"));
    assertEquals(1, noBucket.exitCode());
    assertTrue(noBucket.out().contains("WRONG work      s3://none-such/x/doctor-"), noBucket.out());
  }

  @Test
  void itsExitCodeIsTheCommandsAndItsFolderIsGone() throws Exception {
    Finished finished =
        run(List.of(), "sh", "-c", "cat $DUNLIN_CONFIG; echo $DUNLIN_CONFIG; exit 7");
    assertEquals(7, finished.exitCode(), finished.err());
    List<String> lines = finished.out().lines().toList();
    assertEquals(
        List.of(
            "cluster.kind = lambda",
            "lambda.function = dunlin",
            "work.uri = s3://dunlin-local/work"),
        lines.subList(0, 3));
    assertTrue(Files.notExists(Path.of(lines.getLast()).getParent()), finished.out());
  }

  @Test
  void aWrongOptionIsRefused() throws Exception {
    Finished finished = run(List.of("--lambda-fault", "kil=0.1"), "true");
    assertEquals(2, finished.exitCode(), finished.err());
    assertTrue(finished.err().contains("'kil' is no fault"), finished.err());
    finished = run(List.of("--memory", "64"), "true");
    assertEquals(2, finished.exitCode(), finished.err());
    assertTrue(finished.err().contains("A function's memory is 128 to 10240 MB"), finished.err());
  }
}
