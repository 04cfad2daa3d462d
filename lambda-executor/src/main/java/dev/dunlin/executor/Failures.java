package dev.dunlin.executor;

import dev.dunlin.core.failure.CsvAdvice;
import dev.dunlin.core.failure.DuckDbAdvice;
import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.TaskFailure;
import dev.dunlin.shuffle.SegmentLostException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells what kind of failure an exception is, and says it in the user's words. */
final class Failures {
  private static final int MAX_LINE = 200;

  /** DuckDB's words for the error's type come first: {@code Conversion Error: Could not …}. */
  private static final Pattern KIND = Pattern.compile("(?s)([A-Za-z ]+?) Error: (.*)");

  private static final Pattern CSV =
      Pattern.compile(
          "(?s)CSV Error on Line: (\\d+)\nOriginal Line: (.*?)\n(.*?)\n *file = ([^\n]*)\n.*");
  private static final Pattern CSV_ADVICE =
      Pattern.compile(
          "(?s)\n+(Column [^\n]* is being converted|Possible [SF][^\n]*:|Possible fix).*");

  /** Between stages columns have names of ours, which say nothing to the user. */
  private static final Pattern UNNAMED_COLUMN =
      Pattern.compile(" when casting from source column c\\d+(?=\\s|$)");

  private static final Pattern JSON =
      Pattern.compile(
          "(?s)(Malformed JSON|JSON transform error) in file \"(.*?)\", "
              + "(?:at byte \\d+ )?in line (\\d+): (.*?)(?:\nTry setting .*)?");

  /** The last folder of a path in quotes that is longer than a file system takes. */
  private static final Pattern LONG_FOLDER = Pattern.compile("([^/=\"]+)=([^/=\"]{16,})[\"/]");

  /** The types of errors that DuckDB's readers raise on damaged files. */
  private static final Set<String> OF_DAMAGE =
      Set.of(
          "IO",
          "Invalid",
          "Invalid Input",
          "INTERNAL",
          "Not implemented",
          "Out of Memory",
          "Out of Range",
          "Serialization");

  /** What the machine lacks, and no file is to blame for. */
  private static final Pattern OF_SYSTEM =
      Pattern.compile(
          "No space left|[Pp]ermission denied|Too many open files|max_temp_directory_size");

  private final ObjectStore store;
  private final AttemptId attempt;
  private final Path scratch;
  private final Map<Path, TextRange> copies;
  private final Optional<ObjectUri> output;

  /**
   * A judge of one attempt's failures.
   *
   * @param output the folder of the user's that the attempt writes to, if it does
   * @param copies the copies of input files that DuckDB's messages may name
   */
  Failures(
      ObjectStore store,
      AttemptId attempt,
      Optional<ObjectUri> output,
      Path scratch,
      Map<Path, TextRange> copies) {
    this.store = store;
    this.attempt = attempt;
    this.output = output;
    this.scratch = scratch;
    this.copies = copies;
  }

  TaskFailure of(Throwable t) {
    return switch (t) {
      case CancelledException e -> new TaskFailure.Cancelled(message(e));
      case SegmentLostException e -> new TaskFailure.SegmentLost(e.segment(), message(e));
      case SQLException e -> ofDuckDb(e);
      case OutOfMemoryError e -> TaskFailure.of(e, inTask("The JVM: " + message(e)));
      case IOException e when isDiskFull(message(e)) -> diskFull(message(e));
      default -> TaskFailure.of(t, inTask(message(t)));
    };
  }

  /** Whether DuckDB did not find in a file what the plan names. */
  static boolean isUnlikePlanned(SQLException e) {
    Matcher matcher = KIND.matcher(message(e));
    return matcher.matches() && matcher.group(1).equals("Binder");
  }

  /** Whether DuckDB fails so where a file is damaged, without saying which. */
  static boolean mayBeDamage(SQLException e) {
    Matcher matcher = KIND.matcher(message(e));
    return matcher.matches()
        && OF_DAMAGE.contains(matcher.group(1))
        && !CSV.matcher(matcher.group(2)).matches()
        && !JSON.matcher(matcher.group(2)).matches()
        && !OF_SYSTEM.matcher(matcher.group(2)).find();
  }

  /** DuckDB's message without the error's type and the excerpt of our SQL. */
  static String withoutKind(SQLException e) {
    Matcher matcher = KIND.matcher(message(e));
    String text = withoutExcerpt(matcher.matches() ? matcher.group(2) : message(e));
    return text.strip().replaceAll("\\s*\n\\s*", " ");
  }

  private TaskFailure ofDuckDb(SQLException e) {
    Matcher matcher = KIND.matcher(message(e));
    if (!matcher.matches()) {
      return bug(e);
    }
    String text = withoutExcerpt(matcher.group(2));
    return switch (matcher.group(1)) {
      case "Out of Memory" ->
          isDiskFull(text)
              ? diskFull(text)
              : new TaskFailure.OutOfMemory(inTask("Out of memory: " + firstLine(text)));
      case "Conversion", "Invalid Input", "Out of Range", "Constraint", "Mismatch Type" ->
          user(ofData(text));
      // What a function makes of its arguments: a pattern, a time zone.
      case "Syntax", "Not implemented" -> user(text);
      case "Permission" ->
          user(firstLine(text) + ": a task reads the files that its query names, and no others");
      case "IO" -> io(text);
      case "HTTP" -> new TaskFailure.Transient(inTask(text));
      default -> bug(e);
    };
  }

  private TaskFailure io(String text) {
    if (isDiskFull(text)) {
      return diskFull(text);
    }
    if (text.contains("File name too long")) {
      return user(tooLong(text));
    }
    return text.contains("Permission denied") || text.contains("permission denied")
        ? user(text)
        : new TaskFailure.Transient(inTask(text));
  }

  /** What is written is named by the user: by the folder of a COPY, or a value of PARTITION_BY. */
  private static String tooLong(String text) {
    Matcher value = LONG_FOLDER.matcher(text);
    return value.find()
        ? "Cannot make a folder for a value of PARTITION_BY (%s), which begins with '%s': a name has 255 bytes at most. Partition by something shorter."
            .formatted(value.group(1), shortened(value.group(2), 40))
        : firstLine(text) + ". A name has 255 bytes at most: choose a shorter one.";
  }

  private static boolean isDiskFull(String text) {
    return text.contains("No space left on device") || text.contains("max_temp_directory_size");
  }

  private TaskFailure diskFull(String text) {
    if (output.isPresent() && text.contains(output.get().toString())) {
      return user(
          "The disk is full: %s. Free space there, or write to a folder on a larger disk."
              .formatted(firstLine(text).replaceFirst("\\.$", "")));
    }
    // Only of its spilled data DuckDB does not say where they would have gone.
    String where = text.contains("max_temp_directory_size") ? scratch + ": " : "";
    return user(
        "The disk is full: %s%s. Free space there, or set work.uri to a folder on a larger disk."
            .formatted(where, firstLine(text).replaceFirst("\\.$", "")));
  }

  /** The same with the user's file and line instead of those of a copy. */
  private String ofData(String text) {
    Matcher csv = CSV.matcher(text);
    if (csv.matches()) {
      String what = CSV_ADVICE.matcher(csv.group(3)).replaceFirst("");
      String error = what.strip().replaceAll("\\s*\n\\s*", " ");
      return "%s: %s (the line is: %s). %s"
          .formatted(
              place(csv.group(4), Long.parseLong(csv.group(1))),
              error,
              shortened(csv.group(2)),
              CsvAdvice.about(error));
    }
    Matcher json = JSON.matcher(text);
    if (json.matches()) {
      boolean malformed = json.group(1).startsWith("Malformed");
      // DuckDB 2.0 counts a malformed line from 2, others from 1.
      long line = Long.parseLong(json.group(3)) - (malformed ? 1 : 0);
      return "%s: %s%s"
          .formatted(
              place(json.group(2), line),
              malformed ? "malformed JSON, " : "",
              json.group(4).strip());
    }
    return UNNAMED_COLUMN.matcher(text).replaceFirst("");
  }

  private String place(String file, long line) {
    TextRange range = copies.get(Path.of(file));
    if (range == null) {
      return "Cannot read line %d of %s".formatted(line, file);
    }
    try {
      return "Cannot read line %d of %s".formatted(line + range.linesBefore(store), range.file());
    } catch (IOException e) {
      return "Cannot read line %d after byte %d of %s (%s)"
          .formatted(line, range.from(), range.file(), e.getMessage());
    }
  }

  private TaskFailure user(String text) {
    return new TaskFailure.UserError(inTask(DuckDbAdvice.replacedIn(text)));
  }

  private TaskFailure bug(Throwable t) {
    return TaskFailure.Bug.of(inTask(message(t)), t);
  }

  private String inTask(String text) {
    return text.strip() + " (task " + attempt.task() + ")";
  }

  private static String message(Throwable t) {
    return t.getMessage() == null ? t.toString() : t.getMessage();
  }

  private static String firstLine(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }

  /** Without the excerpt of SQL that the planner wrote, which says nothing to the user. */
  private static String withoutExcerpt(String text) {
    int at = text.indexOf("\n\nLINE ");
    return at < 0 ? text : text.substring(0, at);
  }

  private static String shortened(String line) {
    return shortened(line, MAX_LINE);
  }

  private static String shortened(String line, int letters) {
    return line.length() <= letters ? line : line.substring(0, letters) + "…";
  }
}
