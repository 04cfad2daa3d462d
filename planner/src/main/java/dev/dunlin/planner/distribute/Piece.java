package dev.dunlin.planner.distribute;

import dev.dunlin.core.stage.StageInput;
import dev.dunlin.planner.type.DuckTypes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.calcite.rel.type.RelDataType;

/**
 * A fragment under construction.
 *
 * @param sql a SELECT whose columns are {@code c0 … cn}
 * @param types their types
 * @param inputs what it reads, by name
 * @param distribution how its rows are spread
 * @param rows the rows expected
 * @param what a few words for people
 * @param repeatable whether running it again, in several tasks, gives the same rows
 */
record Piece(
    String sql,
    List<RelDataType> types,
    Map<String, StageInput> inputs,
    Distribution distribution,
    double rows,
    String what,
    boolean repeatable) {
  private static final char NONE = 0;

  Piece {
    types = List.copyOf(types);
    inputs = new TreeMap<>(inputs);
  }

  boolean isSingle() {
    return distribution instanceof Distribution.Single;
  }

  /** Bytes expected, as they would cross a shuffle. */
  double bytes() {
    return rows * types.stream().mapToInt(Piece::width).sum();
  }

  /** Bytes of one value expected, as they would cross a shuffle. */
  static int width(RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case BOOLEAN, TINYINT -> 1;
      case SMALLINT -> 2;
      case INTEGER, REAL, DATE -> 4;
      case DECIMAL -> type.getPrecision() <= 9 ? 4 : type.getPrecision() <= 18 ? 6 : 10;
      case BIGINT, DOUBLE, TIMESTAMP -> 6;
      default -> DuckTypes.isText(type) ? 16 : 24;
    };
  }

  int width() {
    return types.size();
  }

  /** Column {@code i} of this piece under an alias. */
  static String column(int i) {
    return "c" + i;
  }

  /**
   * This piece's SQL as a relation: in parentheses, indented but for the lines of quoted text,
   * under an alias.
   */
  String relation(String alias) {
    StringBuilder indented = new StringBuilder();
    char quote = NONE;
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      indented.append(c);
      if (quote == NONE && (c == '\'' || c == '"')) {
        quote = c;
      } else if (c == quote) {
        quote = NONE;
      } else if (c == '\n' && quote == NONE) {
        indented.append("  ");
      }
    }
    return "(\n  " + indented + "\n) AS " + alias;
  }

  /** Other SQL over this piece's rows, in the same tasks. */
  Piece with(
      String newSql, List<RelDataType> newTypes, Distribution newDistribution, double newRows) {
    return new Piece(newSql, newTypes, inputs, newDistribution, newRows, what, repeatable);
  }

  Piece named(String words) {
    return new Piece(sql, types, inputs, distribution, rows, words, repeatable);
  }

  Piece unrepeatable() {
    return new Piece(sql, types, inputs, distribution, rows, what, false);
  }

  /** The inputs of both; equal names stand for equal inputs. */
  static Map<String, StageInput> inputs(Piece a, Piece b) {
    Map<String, StageInput> all = new TreeMap<>(a.inputs);
    all.putAll(b.inputs);
    return all;
  }
}
