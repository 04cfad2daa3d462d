package dev.dunlin.driver.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.driver.cli.output.OutputFormat;
import dev.dunlin.driver.cli.output.Status;
import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.driver.session.Rows;
import dev.dunlin.driver.session.SqlResult;
import dev.dunlin.planner.Statement;
import dev.dunlin.planner.statement.Command.Copy;
import dev.dunlin.planner.statement.Command.CreateTable;
import dev.dunlin.planner.statement.Command.CreateTableAs;
import dev.dunlin.planner.statement.Command.CreateView;
import dev.dunlin.planner.statement.Command.Describe;
import dev.dunlin.planner.statement.Command.Drop;
import dev.dunlin.planner.statement.Command.Explain;
import dev.dunlin.planner.statement.Command.Query;
import dev.dunlin.planner.statement.Command.ShowTables;
import dev.dunlin.planner.statement.Commands;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
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
      "SET and CREATE VIEW take effect, so that a script's later statements can be planned. One that",
      "reads what an earlier one is to write has stages when that is there; until then it says so."
    })
final class ExplainCommand implements Callable<Integer> {
  @Mixin private ScriptOptions script = new ScriptOptions();
  @Mixin private CommonOptions options = new CommonOptions();

  /** The folders and tables that the statements before this one would make. */
  private final Set<String> made = new LinkedHashSet<>();

  @Override
  public Integer call() {
    return SessionRun.run(options, script, this::run);
  }

  private void run(DunlinSession session, Statement statement, Status status, OutputStream out)
      throws IOException {
    String firstLine = statement.text().strip().lines().findFirst().orElse("");
    switch (Commands.parse(statement)) {
      case Query _ -> explain(session, statement, out);
      case Copy copy -> {
        explain(session, statement, out);
        made.add(copy.target());
      }
      case CreateTableAs table -> {
        explain(session, statement, out);
        made.add(table.name());
      }
      case Explain _, CreateView _, dev.dunlin.planner.statement.Command.Set _ ->
          print(session, statement, out);
      case CreateTable table -> {
        noStages(statement, firstLine, out);
        made.add(table.name());
      }
      case Drop _, Describe _, ShowTables _ -> noStages(statement, firstLine, out);
    }
    out.flush();
  }

  private void explain(DunlinSession session, Statement statement, OutputStream out)
      throws IOException {
    try {
      // On a line of its own, so that the columns of an error's position stay right.
      print(session, new Statement("EXPLAIN\n" + statement.text(), statement.line() - 1), out);
    } catch (UserErrorException e) {
      Optional<String> read = made.stream().filter(statement.text()::contains).findFirst();
      noStages(
          statement,
          "reads %s, which an earlier statement is to write".formatted(read.orElseThrow(() -> e)),
          out);
    }
  }

  private static void print(DunlinSession session, Statement statement, OutputStream out)
      throws IOException {
    try (SqlResult result = session.run(statement)) {
      if (result instanceof Rows rows) {
        OutputFormat.TEXT.write(rows, out);
      }
    }
  }

  private static void noStages(Statement statement, String why, OutputStream out)
      throws IOException {
    out.write("line %d: no stages: %s%n".formatted(statement.line(), why).getBytes(UTF_8));
  }
}
