package dev.dunlin.driver.cli;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.driver.cli.output.Errors;
import dev.dunlin.driver.cli.output.OutputFormat;
import dev.dunlin.driver.cli.output.StatementRun;
import dev.dunlin.driver.cli.output.Status;
import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.driver.session.FoundTable;
import dev.dunlin.driver.session.Rows;
import dev.dunlin.planner.Statement;
import dev.dunlin.planner.TableFacts;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dunlin tables}: lists the catalog's tables, or what looks like tables in a folder. */
@Command(
    name = "tables",
    description = "List the tables of the catalog, or the data files in a folder.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  dunlin tables",
      "  dunlin tables s3://bucket/warehouse/",
      "",
      "In a folder, each folder is taken for a table, and each file; files whose names differ by a",
      "number are one. Nothing is read but the listing."
    })
final class TablesCommand implements Callable<Integer> {
  private static final Schema FOUND =
      new Schema(
          List.of(
              new Column("path", "VARCHAR"),
              new Column("format", "VARCHAR"),
              new Column("files", "BIGINT"),
              new Column("bytes", "BIGINT")));

  @Parameters(arity = "0..1", paramLabel = "FOLDER", description = "Where to look for data files.")
  private @Nullable String folder;

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
    if (folder == null) {
      StatementRun unused =
          StatementRun.of(
              session, new Statement("SHOW TABLES", 1), status, rows -> format.write(rows, out));
      return;
    }
    try (Rows rows = session.rows(FOUND, found(session, folder))) {
      format.write(rows, out);
    }
  }

  private static List<List<@Nullable String>> found(DunlinSession session, String folder) {
    List<FoundTable> tables;
    try {
      tables = session.catalog().tablesIn(folder);
    } catch (IOException e) {
      throw new UserErrorException("Cannot list '%s': %s".formatted(folder, Errors.describe(e)), e);
    }
    if (tables.isEmpty()) {
      // Opened, so that it is said whether there is such a folder, and what else it has.
      Optional<TableFacts> unused =
          session.catalog().facts(folder.endsWith("/") ? folder : folder + "/");
      throw new UserErrorException(
          "There are no data files in '%s': none ends with .parquet, .csv, .tsv, .json, .jsonl or"
                  .formatted(folder)
              + " .ndjson");
    }
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (FoundTable table : tables) {
      rows.add(
          List.of(
              table.path(),
              table.format().name().toLowerCase(Locale.ROOT),
              Integer.toString(table.files()),
              Long.toString(table.bytes())));
    }
    return rows;
  }
}
