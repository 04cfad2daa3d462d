package dev.dunlin.driver.cli;

import dev.dunlin.driver.cli.output.Explained;
import dev.dunlin.driver.cli.output.OutputFormat;
import dev.dunlin.driver.cli.output.StatementRun;
import dev.dunlin.driver.cli.output.Status;
import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.planner.Statement;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dunlin sql}: runs statements and prints their rows. */
@Command(
    name = "sql",
    description = "Run SQL statements and print their rows.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  dunlin sql \"SELECT count(*) FROM 'orders/*.parquet'\"",
      "  dunlin sql -f report.sql --format csv > report.csv",
      "  echo 'SELECT 1' | dunlin sql",
      "  dunlin sql --set local.memory=2GiB -f big.sql",
      "",
      "Rows go to standard output, all else to standard error.",
      "Exit code: 0 success, 1 failure, 2 a mistake in the statement, its data or an option,",
      "130 stopped by Ctrl-C."
    })
final class SqlCommand implements Callable<Integer> {
  @Mixin private ScriptOptions script = new ScriptOptions();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      converter = OutputFormat.Parser.class,
      description = "How rows are printed: table (default), csv, json, jsonl or markdown.")
  private OutputFormat format = OutputFormat.TABLE;

  @Mixin private CommonOptions options = new CommonOptions();

  @Override
  public Integer call() {
    return SessionRun.run(options, script, this::run);
  }

  private void run(DunlinSession session, Statement statement, Status status, OutputStream out)
      throws IOException {
    StatementRun unused =
        StatementRun.of(
            session,
            statement,
            status,
            rows -> {
              Explained.orRows(statement, rows, format).write(rows, out);
              out.flush();
            });
  }
}
