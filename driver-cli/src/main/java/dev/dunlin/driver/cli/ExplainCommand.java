package dev.dunlin.driver.cli;

import dev.dunlin.driver.cli.output.OutputFormat;
import dev.dunlin.driver.cli.output.Status;
import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.driver.session.Rows;
import dev.dunlin.driver.session.SqlResult;
import dev.dunlin.planner.Statement;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dunlin explain}: prints the stages that statements would run. */
@Command(
    name = "explain",
    description = "Print the stages that SQL statements would run, without running them.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  dunlin explain \"SELECT city, count(*) FROM 'orders/*.parquet' GROUP BY city\"",
      "  dunlin explain -f report.sql --set join.strategy=hash",
      "",
      "SET and CREATE VIEW take effect, so that a script's later statements can be planned."
    })
final class ExplainCommand implements Callable<Integer> {
  private static final Pattern TAKES_EFFECT =
      Pattern.compile(
          "(SET|CREATE\\s+(OR\\s+REPLACE\\s+)?(TEMP\\s+|TEMPORARY\\s+)?VIEW|EXPLAIN)\\b.*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  @Mixin private ScriptOptions script = new ScriptOptions();
  @Mixin private CommonOptions options = new CommonOptions();

  @Override
  public Integer call() {
    return SessionRun.run(options, script, this::run);
  }

  private void run(DunlinSession session, Statement statement, Status status, OutputStream out)
      throws IOException {
    // On a line of its own, so that the columns of an error's position stay right.
    Statement explain =
        TAKES_EFFECT.matcher(statement.text().strip()).matches()
            ? statement
            : new Statement("EXPLAIN\n" + statement.text(), statement.line() - 1);
    try (SqlResult result = session.run(explain)) {
      if (result instanceof Rows rows) {
        OutputFormat.TEXT.write(rows, out);
        out.flush();
      }
    }
  }
}
