package dev.dunlin.planner.function;

import java.util.List;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * SQL text with holes for operands. Some may be for literals: DuckDB gives the number in {@code x +
 * 1} the type of {@code x}, but not if it is written {@code CAST(1 AS INTEGER)}, as any other
 * constant is.
 *
 * @param text the text; hole i is the character {@link #HOLE} followed by i and {@link #END}, or by
 *     i and {@link #LITERAL_END} where the operand is to be written as a literal
 */
public record SqlTemplate(String text) {
  // Characters that Unicode keeps for such uses, and no text has.
  private static final char HOLE = '\uFDD0';
  private static final char END = '\uFDD1';
  private static final char LITERAL_END = '\uFDD2';
  private static final char PARAMETER = '\uFDD3';
  private static final Pattern ARITHMETIC =
      Pattern.compile(
          "\\(⟨0⟩ (\\+|-|\\*|LIKE) ⟨1⟩\\)|\\(- ⟨0⟩\\)|CAST\\(⟨0⟩ AS [^()]*(\\([0-9, ]*\\))?\\)"
              .replace("⟨", String.valueOf(HOLE))
              .replace("⟩", "[" + END + LITERAL_END + "]"));

  /** {@code (⟨0⟩ LIKE ⟨1⟩)}. */
  public static final SqlTemplate LIKE = operator("LIKE", 2);

  /** Hole number i. */
  public static String hole(int i) {
    return HOLE + Integer.toString(i) + END;
  }

  /** The name of a lambda's parameter, which no column has. */
  public static String parameter(int i) {
    return "x" + i + PARAMETER;
  }

  /** The same text with hole number i for a literal. */
  public SqlTemplate withLiteral(int i) {
    return new SqlTemplate(text.replace(hole(i), literalHole(i)));
  }

  /** Whether hole number i is for a literal. */
  boolean isLiteral(int i) {
    return text.contains(literalHole(i));
  }

  private static String literalHole(int i) {
    return HOLE + Integer.toString(i) + LITERAL_END;
  }

  /** {@code name(⟨0⟩, ⟨1⟩, …)}. */
  public static SqlTemplate call(String name, int operands) {
    return new SqlTemplate(
        IntStream.range(0, operands)
            .mapToObj(SqlTemplate::hole)
            .collect(Collectors.joining(", ", name + "(", ")")));
  }

  /** {@code (⟨0⟩ name ⟨1⟩)}, or {@code (name ⟨0⟩)} for one operand. */
  public static SqlTemplate operator(String name, int operands) {
    return new SqlTemplate(
        operands == 1
            ? "(" + name + " " + hole(0) + ")"
            : "(" + hole(0) + " " + name + " " + hole(1) + ")");
  }

  /**
   * Whether it is arithmetic, LIKE, or a plain cast, that is NULL if and only if an operand is;
   * divisions are not, by 0.
   */
  public boolean isArithmetic() {
    return ARITHMETIC.matcher(text).matches();
  }

  /** Whether it is {@link #LIKE}, of literals or not. */
  public boolean isLike() {
    return text.replace(LITERAL_END, END).equals(LIKE.text);
  }

  /** Whether a text begins with a hole. */
  static boolean isHole(String text) {
    return text.indexOf(HOLE) == 0;
  }

  public String fill(List<String> operands) {
    return fill(operands::get);
  }

  /** The text with each hole replaced. */
  public String fill(IntFunction<String> operand) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (int hole = text.indexOf(HOLE); hole >= 0; hole = text.indexOf(HOLE, from)) {
      int end = hole + 1;
      while (text.charAt(end) != END && text.charAt(end) != LITERAL_END) {
        end++;
      }
      out.append(text, from, hole);
      out.append(operand.apply(Integer.parseInt(text.substring(hole + 1, end))));
      from = end + 1;
    }
    return out.append(text, from, text.length()).toString();
  }
}
