package dev.dunlin.planner.catalog;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells whether a CSV file may be cut at any line end, that is, whether none of its line ends is
 * inside quotes. A local file is read through for that (about a second a gigabyte), once until it
 * changes; a distant one is not, and then must not be cut. Thread-safe.
 *
 * <p>A line end is taken for quoted if it is between the quotes of a value, or if its line has an
 * odd number of quotes: a quote inside a value that is not quoted must not hide one that is.
 */
final class QuotedNewlines {
  private final ObjectStore store;
  private final Map<Question, Boolean> answers = new ConcurrentHashMap<>();

  private record Question(ObjectStat file, Dialect dialect) {}

  /**
   * What matters of a CSV dialect; all are ASCII.
   *
   * @param escape equal to the quote where quotes are doubled
   */
  record Dialect(char delimiter, char quote, char escape) {
    /** Empty where a byte does not show what a letter is. */
    static Optional<Dialect> of(String delimiter, String quote, String escape) {
      String last = delimiter.isEmpty() ? "" : delimiter.substring(delimiter.length() - 1);
      String letters = last + quote + (escape.isEmpty() ? quote : escape);
      return letters.length() == 3 && letters.chars().allMatch(c -> c < 128)
          ? Optional.of(new Dialect(letters.charAt(0), letters.charAt(1), letters.charAt(2)))
          : Optional.empty();
    }
  }

  QuotedNewlines(ObjectStore store) {
    this.store = store;
  }

  boolean ruledOut(ObjectStat file, Dialect dialect) {
    Optional<Path> local = store.localPath(file.uri());
    return local.isPresent()
        && answers.computeIfAbsent(
            new Question(file, dialect), question -> ruledOut(local.get(), dialect));
  }

  private static boolean ruledOut(Path file, Dialect dialect) {
    try (InputStream in = Files.newInputStream(file)) {
      Scanner scanner = new Scanner(dialect);
      byte[] buffer = new byte[1 << 20];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (!scanner.accept(buffer, read)) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      throw new UserErrorException("Cannot read %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Follows quotes through a file. */
  private static final class Scanner {
    private final Dialect dialect;
    private boolean quoted;
    private boolean evenQuotes = true;
    private boolean valueBegins = true;
    private boolean escaped;
    private byte previous;

    Scanner(Dialect dialect) {
      this.dialect = dialect;
    }

    /** Reads on; false at a line end that is, or may be, quoted. */
    boolean accept(byte[] bytes, int length) {
      if (!quoted && evenQuotes && !hasQuote(bytes, length)) {
        skip(bytes, length);
        return true;
      }
      for (int i = 0; i < length; i++) {
        byte b = bytes[i];
        if (b == '\n' || b == '\r') {
          if (quoted || !evenQuotes) {
            return false;
          }
          valueBegins = true;
        } else if (escaped) {
          escaped = false;
        } else if (b == dialect.quote()) {
          evenQuotes = !evenQuotes;
          // A doubled quote closes the value and opens it again at once.
          quoted = !quoted && (valueBegins || previous == dialect.quote());
          valueBegins = false;
        } else if (quoted) {
          escaped = b == dialect.escape();
        } else {
          valueBegins = b == dialect.delimiter() || (valueBegins && b == ' ');
        }
        previous = b;
      }
      return true;
    }

    private boolean hasQuote(byte[] bytes, int length) {
      for (int i = 0; i < length; i++) {
        if (bytes[i] == dialect.quote()) {
          return true;
        }
      }
      return false;
    }

    /** Reads on where there is no quote: several times as fast. */
    private void skip(byte[] bytes, int length) {
      int end = length;
      while (end > 0 && bytes[end - 1] == ' ' && dialect.delimiter() != ' ') {
        end--;
      }
      if (end > 0) {
        byte last = bytes[end - 1];
        valueBegins = last == '\n' || last == '\r' || last == dialect.delimiter();
      }
      previous = bytes[length - 1];
    }
  }
}
