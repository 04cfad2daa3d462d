package dev.dunlin.driver.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dunlin.driver.cli.output.Facts;
import dev.dunlin.driver.cli.output.OutputFormat;
import dev.dunlin.driver.cli.output.StatementRun;
import dev.dunlin.driver.cli.output.Status;
import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.planner.TableFacts;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dunlin describe}: prints a table's columns, and how much of it there is. */
@Command(
    name = "describe",
    description = "Print a table's columns, and its files, rows, bytes and row groups.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  dunlin describe 's3://bucket/orders/**/*.parquet'",
      "  dunlin describe orders.csv",
      "  dunlin describe items --format json",
      "",
      "Only metadata is read: a listing, footers, the first lines of text files. The rows of text",
      "files are an estimate. With another format than table, the line on files, rows and bytes goes",
      "to standard error."
    })
final class DescribeCommand implements Callable<Integer> {
  @Parameters(paramLabel = "TABLE", description = "A table or view of the catalog, or a path.")
  private String table = "";

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
    String name = Facts.name(session.catalog(), table);
    Optional<TableFacts> facts = session.catalog().facts(name);
    StatementRun unused =
        StatementRun.of(session, Facts.describe(name), status, rows -> format.write(rows, out));
    if (facts.isEmpty()) {
      return;
    }
    String line = Facts.line(facts.get());
    if (format == OutputFormat.TABLE) {
      out.write((line + "\n").getBytes(UTF_8));
    } else {
      status.noted(line);
    }
  }
}
