package dev.dunlin.driver.cli.output;

import dev.dunlin.driver.session.Rows;
import dev.dunlin.planner.Statement;
import java.util.regex.Pattern;

/** The form for the answer to EXPLAIN, which is a text and no table. */
public final class Explained {
  private static final Pattern EXPLAIN =
      Pattern.compile(
          "(?:\\s|--[^\\n]*\\n|/\\*.*?\\*/)*+EXPLAIN\\b.*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private Explained() {}

  /** {@link OutputFormat#TEXT} in place of a table for EXPLAIN; else the format asked for. */
  public static OutputFormat orRows(Statement statement, Rows rows, OutputFormat format) {
    boolean isText =
        format == OutputFormat.TABLE
            && rows.schema().size() == 1
            && EXPLAIN.matcher(statement.text()).matches();
    return isText ? OutputFormat.TEXT : format;
  }
}
