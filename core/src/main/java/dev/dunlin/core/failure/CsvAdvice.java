package dev.dunlin.core.failure;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which options of {@code read_csv} help against what keeps DuckDB from reading a line. */
public final class CsvAdvice {
  private static final Pattern CONVERSION =
      Pattern.compile(
          "(?s)Error when converting column \"(.*?)\"\\..*?Could not convert string \"(.*)\" to"
              + " .*");
  private static final Pattern COLUMNS =
      Pattern.compile("(?s)Expected Number of Columns: (\\d+) Found: (\\d+).*");
  private static final int MAX_VALUE = 40;

  private CsvAdvice() {}

  /**
   * What to do, as sentences.
   *
   * @param error what DuckDB says of the line
   */
  public static String about(String error) {
    Matcher conversion = CONVERSION.matcher(error);
    if (conversion.matches()) {
      String value = conversion.group(2);
      return "Say types := {%s: 'VARCHAR'} if the column is text, %ssample_size := -1 to find the types by all lines, or %s"
          .formatted(
              literal(conversion.group(1)),
              value.length() > MAX_VALUE || value.isBlank()
                  ? ""
                  : "nullstr := %s if that stands for NULL, ".formatted(literal(value)),
              leaveOut());
    }
    Matcher columns = COLUMNS.matcher(error);
    if (columns.matches()) {
      return Long.parseLong(columns.group(2)) < Long.parseLong(columns.group(1))
          ? "Say null_padding := true to fill short lines with NULL, or " + leaveOut()
          : "Correct it (a value that holds the delimiter needs quotes), or say " + leaveOut();
    }
    if (error.contains("not utf-8")) {
      return "Say encoding := 'latin-1', or another that it is written in";
    }
    if (error.contains("quote")) {
      return "Say quote := '' if quotes are letters like others, another escape, or " + leaveOut();
    }
    if (error.contains("Maximum line size")) {
      return "Say max_line_size := 100000000 if lines are that long, or look for a quote that is"
          + " never closed";
    }
    return "Correct it, or say " + leaveOut();
  }

  private static String leaveOut() {
    return "ignore_errors := true to leave such lines out";
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
