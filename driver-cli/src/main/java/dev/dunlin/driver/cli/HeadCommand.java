package dev.dunlin.driver.cli;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.driver.cli.output.Facts;
import dev.dunlin.driver.cli.output.OutputFormat;
import dev.dunlin.driver.cli.output.StatementRun;
import dev.dunlin.driver.cli.output.Status;
import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.planner.Statement;
import dev.dunlin.planner.TableFacts;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dunlin head}: prints the first rows of a table. */
@Command(
    name = "head",
    description = "Print the first rows of a table.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  dunlin head orders.csv",
      "  dunlin head -n 100 's3://bucket/orders/' --format csv > sample.csv"
    })
final class HeadCommand implements Callable<Integer> {
  @Parameters(paramLabel = "TABLE", description = "A table or view of the catalog, or a path.")
  private String table = "";

  @Option(
      names = {"-n", "--rows"},
      paramLabel = "ROWS",
      description = "How many rows; 10 where it is not given.")
  private long rows = 10;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      converter = OutputFormat.Parser.class,
      description = "How rows are printed: table (default), csv, json, jsonl or markdown.")
  private OutputFormat format = OutputFormat.TABLE;

  @Mixin private CommonOptions options = new CommonOptions();

  @Override
  public Integer call() {
    return SessionRun.run(options, this::run);
  }

  private void run(DunlinSession session, Status status, OutputStream out) throws IOException {
    if (rows < 0) {
      throw new UserErrorException("Cannot print %d rows: give 0 or more".formatted(rows));
    }
    String name = Facts.name(session.catalog(), table);
    // Opened once, so that what is wrong with the files is said without a statement nobody wrote.
    Optional<TableFacts> unusedFacts = session.catalog().facts(name);
    StatementRun unused =
        StatementRun.of(
            session,
            new Statement("FROM %s LIMIT %d".formatted(Facts.identifier(name), rows), 1),
            status,
            result -> {
              format.write(result, out);
              out.flush();
            });
  }
}
