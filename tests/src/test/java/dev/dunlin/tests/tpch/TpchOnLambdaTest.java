package dev.dunlin.tests.tpch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.local.lambda.InvocationRecord;
import dev.dunlin.local.lambda.LambdaFaults;
import dev.dunlin.tests.lambda.Functions;
import dev.dunlin.tests.tpch.TpchModes.Mode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All 22 queries give DuckDB's rows when every task is an invocation of the real package, under
 * AWS's own runtime client, with Lambda's limits, and all data on S3.
 */
@Tag("oracle")
@Tag("long")
final class TpchOnLambdaTest {
  private static final TpchTables TABLES = TpchTables.open();

  @TempDir static Path folder;
  private static TpchOnS3 s3;
  private static Functions functions;
  private static TpchModes modes;

  @BeforeAll
  static void open() throws Exception {
    s3 = new TpchOnS3(TABLES, folder.resolve("s3"));
    functions =
        Functions.start(folder.resolve("lambda"), s3.functionEnvironment(), LambdaFaults.NONE);
    modes = new TpchModes(TABLES, s3.views(), functions.settings(s3.settings()));
  }

  @AfterAll
  static void close() throws Exception {
    modes.close();
    List<InvocationRecord> calls = functions.server().history();
    functions.close();
    s3.close();
    assertEquals(List.of(), calls.stream().filter(call -> call.status() != 200).toList());
    assertTrue(functions.server().environmentsStarted() <= Functions.CONCURRENCY);
  }

  static Stream<Arguments> runs() {
    return TpchModes.runs().filter(run -> run.get()[0] != Mode.BROADCAST);
  }

  @ParameterizedTest(name = "{0} q{1}")
  @MethodSource("runs")
  void givesDuckDbsRows(Mode mode, int query) throws Exception {
    modes.check(mode, query);
  }
}
