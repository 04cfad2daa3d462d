package dev.dunlin.planner.function;

import dev.dunlin.core.config.Spelling;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.planner.duckdb.DuckDbErrors;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import dev.dunlin.planner.type.DuckTypeFactory;
import dev.dunlin.planner.type.DuckTypes;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.rel.type.RelDataType;
import org.jspecify.annotations.Nullable;

/**
 * Which functions DuckDB has, and the types of expressions built from them: asked of DuckDB itself
 * and remembered. Thread-safe.
 */
public final class FunctionCatalog {
  /** What a function is. */
  public enum Kind {
    SCALAR,
    AGGREGATE,
    WINDOW,
    TABLE
  }

  /**
   * A macro of DuckDB's.
   *
   * @param definition the expression it stands for
   */
  public record Macro(List<String> parameters, String definition) {
    public Macro {
      parameters = List.copyOf(parameters);
    }
  }

  /** What makes an expression more than a function of its operands, beside aggregates. */
  private static final Set<String> SPECIAL = Set.of("unnest", "current_timestamp");

  private static final Pattern WORD = Pattern.compile("[a-z_][a-z0-9_]*");

  private final EmbeddedDuckDb duckdb;
  private final DuckTypeFactory types;
  private final Map<String, Kind> kinds = new TreeMap<>();
  private final Map<String, Boolean> volatiles = new HashMap<>();
  private final Map<String, List<Macro>> macros = new HashMap<>();
  private final Map<String, String> described = new ConcurrentHashMap<>();

  public FunctionCatalog(EmbeddedDuckDb duckdb, DuckTypeFactory types) {
    this.duckdb = duckdb;
    this.types = types;
    try {
      for (List<@Nullable String> row :
          duckdb.rows(
              "SELECT function_name, function_type, max(stability) = 'VOLATILE' FROM"
                  + " duckdb_functions() WHERE function_type <> 'pragma' GROUP BY ALL")) {
        String name = String.valueOf(row.get(0)).toLowerCase(Locale.ROOT);
        Kind kind =
            switch (String.valueOf(row.get(1))) {
              case "aggregate" -> Kind.AGGREGATE;
              case "window" -> Kind.WINDOW;
              case "table", "table_macro" -> Kind.TABLE;
              default -> Kind.SCALAR;
            };
        // A name may be a table function and a scalar one, like range: the latter is meant in
        // expressions. The order of preference is that of the enum.
        kinds.merge(name, kind, (a, b) -> a.compareTo(b) <= 0 ? a : b);
        volatiles.merge(name, "true".equals(row.get(2)), Boolean::logicalOr);
      }
      findMacros();
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB does not list its functions", e);
    }
  }

  private void findMacros() throws SQLException {
    Map<String, List<Macro>> all = new TreeMap<>();
    for (List<@Nullable String> row :
        duckdb.rows(
            "SELECT function_name, array_to_string(parameters, ','), macro_definition FROM"
                + " duckdb_functions() WHERE function_type = 'macro' AND macro_definition IS NOT"
                + " NULL")) {
      List<String> parameters =
          Arrays.stream(String.valueOf(row.get(1)).split(",", -1))
              .filter(p -> !p.isEmpty())
              .toList();
      all.computeIfAbsent(String.valueOf(row.get(0)), _ -> new ArrayList<>())
          .add(new Macro(parameters, String.valueOf(row.get(2))));
    }
    // A macro may be made of others.
    for (boolean found = true; found; ) {
      found = false;
      for (Map.Entry<String, List<Macro>> macro : all.entrySet()) {
        Set<String> words = words(macro.getValue());
        if (!macros.containsKey(macro.getKey()) && words.stream().anyMatch(this::isSpecial)) {
          macros.put(macro.getKey(), macro.getValue());
          if (words.stream().anyMatch(word -> kinds.get(word) == Kind.AGGREGATE)) {
            kinds.put(macro.getKey(), Kind.AGGREGATE);
          }
          found = true;
        }
      }
    }
  }

  private boolean isSpecial(String word) {
    return SPECIAL.contains(word)
        || macros.containsKey(word)
        || isVolatile(word)
        || kinds.get(word) == Kind.AGGREGATE;
  }

  /** The names in definitions, without their parameters' and texts in quotes. */
  private static Set<String> words(List<Macro> definitions) {
    Set<String> words = new HashSet<>();
    for (Macro macro : definitions) {
      Matcher matcher = WORD.matcher(macro.definition().replaceAll("'[^']*'", ""));
      while (matcher.find()) {
        if (!macro.parameters().contains(matcher.group())) {
          words.add(matcher.group());
        }
      }
    }
    return words;
  }

  /**
   * What a macro with so many arguments stands for, if that is more than a function of them: an
   * aggregation, several rows, or another value each time.
   */
  public Optional<Macro> macro(String name, int arguments) {
    return macros.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
        .filter(macro -> macro.parameters().size() == arguments)
        .findFirst();
  }

  /** What the function of this name is; null if there is none. */
  public @Nullable Kind kind(String name) {
    return kinds.get(name.toLowerCase(Locale.ROOT));
  }

  /** The names of all functions, in the order of the alphabet. */
  public List<String> names() {
    return List.copyOf(kinds.keySet());
  }

  /** Whether a function gives another value each time; {@code error} never gives any. */
  public boolean isVolatile(String name) {
    return !name.equalsIgnoreCase("error")
        && volatiles.getOrDefault(name.toLowerCase(Locale.ROOT), false);
  }

  /** The function whose name is nearest to this one's, as a hint for people; empty if none is. */
  public String hint(String name) {
    return Spelling.nearest(name, kinds.keySet())
        .map(near -> " Did you mean " + near + "?")
        .orElse("");
  }

  /**
   * The type of an expression.
   *
   * @param template the expression
   * @param operands each the SQL of a constant, or a type's placeholder from {@link #placeholder}
   * @throws UserErrorException with DuckDB's words if there is no such function for these types
   */
  public RelDataType typeOf(SqlTemplate template, List<String> operands) {
    StringBuilder row = new StringBuilder();
    String expression =
        template.fill(
            i -> {
              String operand = operands.get(i);
              if (!operand.startsWith(PLACEHOLDER)) {
                return operand;
              }
              String name = "x" + i;
              if (row.indexOf(" AS " + name + ",") < 0) {
                row.append("CAST(NULL AS ").append(operand.substring(PLACEHOLDER.length()));
                row.append(") AS ").append(name).append(", ");
              }
              return name;
            });
    String select = "SELECT " + expression + " AS t FROM (SELECT " + row + "1 AS one)";
    return typeOfQuery(select);
  }

  /** The type of a query's only column. */
  private RelDataType typeOfQuery(String select) {
    String type = described.get(select);
    if (type == null) {
      try {
        type = duckdb.describe(select).columns().getFirst().type();
      } catch (SQLException e) {
        throw new UserErrorException(DuckDbErrors.message(e), e);
      }
      described.put(select, type);
    }
    return types.type(type, true);
  }

  /** The names of a struct type's fields. */
  public List<String> fields(RelDataType struct) {
    try {
      return duckdb.describe("SELECT unnest(CAST(NULL AS " + DuckTypes.text(struct) + "))").names();
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB does not know the fields of " + struct, e);
    }
  }

  private static final String PLACEHOLDER = "\u0000";

  /** Stands for any value of a type in {@link #typeOf}. */
  public static String placeholder(RelDataType type) {
    return PLACEHOLDER + DuckTypes.text(type);
  }

  /** The canonical spelling of a type's name, {@code int} → {@code INTEGER}. */
  public RelDataType typeNamed(String text) {
    return typeOf(new SqlTemplate("CAST(NULL AS " + text + ")"), List.of());
  }

  /** The type two columns get when they meet in a set operation. */
  public RelDataType union(RelDataType a, RelDataType b) {
    if (DuckTypes.same(a, b)) {
      return types.createTypeWithNullability(a, a.isNullable() || b.isNullable());
    }
    return typeOfQuery(
        "SELECT CAST(NULL AS "
            + DuckTypes.text(a)
            + ") AS t UNION ALL SELECT CAST(NULL AS "
            + DuckTypes.text(b)
            + ")");
  }

  /** The type two values get when they meet in an expression. */
  public RelDataType common(RelDataType a, RelDataType b) {
    if (DuckTypes.same(a, b)) {
      return types.createTypeWithNullability(a, a.isNullable() || b.isNullable());
    }
    return typeOf(
        new SqlTemplate(
            "CASE WHEN true THEN " + SqlTemplate.hole(0) + " ELSE " + SqlTemplate.hole(1) + " END"),
        List.of(placeholder(a), placeholder(b)));
  }
}
