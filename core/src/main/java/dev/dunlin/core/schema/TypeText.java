package dev.dunlin.core.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of a type in DuckDB's spelling, read from left to right. */
public final class TypeText {
  private static final Pattern TOKEN =
      Pattern.compile("\\s*(\"(?:[^\"]|\"\")*+\"|'(?:[^']|'')*+'|[()\\[\\],]|[^\\s()\\[\\],\"']+)");

  private final String type;
  private final UnaryOperator<String> replacement;
  private final List<String> tokens = new ArrayList<>();
  private int next;
  private boolean changed;

  private TypeText(String type, UnaryOperator<String> replacement) {
    this.type = type;
    this.replacement = replacement;
    Matcher matcher = TOKEN.matcher(type);
    int end = 0;
    while (matcher.lookingAt()) {
      tokens.add(matcher.group(1));
      end = matcher.end();
      matcher.region(end, type.length());
    }
    if (!type.substring(end).isBlank()) {
      throw notAType();
    }
  }

  /**
   * The type with the types that its values are made of replaced: in {@code STRUCT(a INTEGER, b
   * DECIMAL(5,2)[])} these are INTEGER and {@code DECIMAL(5,2)}. A UNION is one of them.
   *
   * @param replacement is given each of them, its words in upper case
   * @throws IllegalArgumentException if it is no type
   */
  public static String withElements(String type, UnaryOperator<String> replacement) {
    TypeText text = new TypeText(type, replacement);
    String replaced = text.type();
    if (text.next < text.tokens.size()) {
      throw text.notAType();
    }
    return text.changed ? replaced : type;
  }

  private String type() {
    StringBuilder words = new StringBuilder(take());
    while (next < tokens.size() && Character.isLetter(peek().charAt(0))) {
      words.append(' ').append(take());
    }
    String word =
        words.charAt(0) == '"' ? words.toString() : words.toString().toUpperCase(Locale.ROOT);
    StringBuilder all =
        new StringBuilder(
            switch (word) {
              case "STRUCT" -> word + fields();
              case "MAP", "TUPLE" -> word + types();
              default -> element(word + arguments());
            });
    while (next < tokens.size() && peek().equals("[")) {
      while (!peek().equals("]")) {
        all.append(take());
      }
      all.append(take());
    }
    return all.toString();
  }

  private String element(String element) {
    String replaced = replacement.apply(element);
    changed |= !replaced.equals(element);
    return replaced;
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

  private boolean separator(StringBuilder text) {
    boolean more = peek().equals(",");
    text.append(more ? expect(",") + " " : expect(")"));
    return more;
  }

  /** The rest of {@code DECIMAL(15,2)}, {@code ENUM('a', 'b')} or a UNION, or nothing. */
  private String arguments() {
    StringBuilder text = new StringBuilder();
    int open = 0;
    while (open > 0 || (next < tokens.size() && text.isEmpty() && peek().equals("("))) {
      String token = take();
      open += token.equals("(") ? 1 : token.equals(")") ? -1 : 0;
      boolean glued =
          text.isEmpty()
              || "([".indexOf(text.charAt(text.length() - 1)) >= 0
              || "()[],".contains(token);
      text.append(glued ? "" : " ").append(token);
    }
    return text.toString();
  }

  private String peek() {
    if (next == tokens.size()) {
      throw notAType();
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
      throw notAType();
    }
    return take();
  }

  private IllegalArgumentException notAType() {
    return new IllegalArgumentException("Not a type: " + type);
  }
}
