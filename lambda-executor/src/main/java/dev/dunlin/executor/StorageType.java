package dev.dunlin.executor;

import dev.dunlin.core.failure.UserErrorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The type under which a column is kept in a segment, so that a cast back gives the same value.
 * DuckDB's Parquet writer turns HUGEINT into DOUBLE, cuts INTERVAL to milliseconds (and refuses
 * negative ones) and drops the offset of TIME WITH TIME ZONE; those go as text, wherever in a type
 * they stand. What it merely renames (ENUM, BIT, fixed arrays, TIMESTAMP_S) a cast brings back.
 */
final class StorageType {
  private static final Set<String> AS_TEXT =
      Set.of("HUGEINT", "UHUGEINT", "INTERVAL", "TIMETZ", "TIME WITH TIME ZONE", "BIT", "BIGNUM");
  private static final Pattern TOKEN =
      Pattern.compile("\\s*(\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|[()\\[\\],]|[^\\s()\\[\\],\"']+)");

  private final String type;
  private final List<String> tokens = new ArrayList<>();
  private int next;
  private boolean changed;

  private StorageType(String type) {
    this.type = type;
    Matcher matcher = TOKEN.matcher(type);
    int end = 0;
    while (matcher.lookingAt()) {
      tokens.add(matcher.group(1));
      end = matcher.end();
      matcher.region(end, type.length());
    }
    if (!type.substring(end).isBlank()) {
      throw new IllegalArgumentException("Not a type: " + type);
    }
  }

  /**
   * The storage type of a column type.
   *
   * @param type in DuckDB's spelling
   * @throws UserErrorException for a UNION, which no file format of ours can hold
   */
  static String of(String type) {
    StorageType reader = new StorageType(type);
    String stored = reader.type();
    if (reader.next < reader.tokens.size()) {
      throw new IllegalArgumentException("Not a type: " + type);
    }
    return reader.changed ? stored : type;
  }

  private String type() {
    StringBuilder words = new StringBuilder(take());
    while (next < tokens.size() && Character.isLetter(peek().charAt(0))) {
      words.append(' ').append(take());
    }
    String word = words.toString().toUpperCase(Locale.ROOT);
    String stored;
    switch (word) {
      case "STRUCT" -> stored = word + fields();
      case "MAP", "TUPLE" -> stored = word + types();
      case "UNION" ->
          throw new UserErrorException(
              "Cannot pass a column of type "
                  + type
                  + " on: a UNION cannot be kept in a file. Cast it, for example to VARCHAR.");
      default -> {
        boolean asText = AS_TEXT.contains(word);
        changed |= asText;
        stored = asText ? "VARCHAR" : words + arguments();
      }
    }
    StringBuilder all = new StringBuilder(stored);
    while (next < tokens.size() && peek().equals("[")) {
      while (!peek().equals("]")) {
        all.append(take());
      }
      all.append(take());
    }
    return all.toString();
  }

  private String fields() {
    StringBuilder text = new StringBuilder(expect("("));
    do {
      text.append(take()).append(' ').append(type());
    } while (separator(text));
    return text.toString();
  }

  private String types() {
    StringBuilder text = new StringBuilder(expect("("));
    do {
      text.append(type());
    } while (separator(text));
    return text.toString();
  }

  /** The rest of {@code DECIMAL(15,2)} or {@code ENUM('a', 'b')}, or nothing. */
  private String arguments() {
    if (next == tokens.size() || !peek().equals("(")) {
      return "";
    }
    StringBuilder text = new StringBuilder(expect("("));
    do {
      text.append(take());
    } while (separator(text));
    return text.toString();
  }

  private boolean separator(StringBuilder text) {
    boolean more = peek().equals(",");
    text.append(more ? expect(",") + " " : expect(")"));
    return more;
  }

  private String peek() {
    if (next == tokens.size()) {
      throw new IllegalArgumentException("Not a type: " + type);
    }
    return tokens.get(next);
  }

  private String take() {
    String token = peek();
    next++;
    return token;
  }

  private String expect(String token) {
    if (!peek().equals(token)) {
      throw new IllegalArgumentException("Not a type: " + type);
    }
    return take();
  }
}
