package dev.dunlin.tests.sql;

import dev.dunlin.tests.oracle.Oracle;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Calls of DuckDB's functions with plausible arguments: for each signature that {@code
 * duckdb_functions()} lists, the first few calls over the table {@code types} that DuckDB can
 * compute.
 */
final class SampleCalls {
  /** Values by the type of the parameter: one of each row first, then constants. */
  private static final Map<String, List<String>> ARGUMENTS =
      Map.ofEntries(
          Map.entry(
              "VARCHAR",
              List.of(
                  "txt",
                  "'year'",
                  "'x'",
                  "'$.n'",
                  "'%Y'",
                  "'2020-01-02'",
                  "'sum'",
                  "'α(x)'",
                  "'UTC'")),
          Map.entry("DOUBLE", List.of("(id / 7)::DOUBLE", "0.5::DOUBLE")),
          Map.entry("FLOAT", List.of("(id / 8)::FLOAT", "0.5::FLOAT")),
          Map.entry("DECIMAL", List.of("dec4", "2.5")),
          Map.entry("DATE", List.of("dt", "DATE '2020-01-02'")),
          Map.entry("TIMESTAMP", List.of("ts", "TIMESTAMP '2020-01-02 03:04:05'")),
          Map.entry("TIMESTAMP WITH TIME ZONE", List.of("tz")),
          Map.entry("TIME", List.of("tm")),
          Map.entry("TIME WITH TIME ZONE", List.of("tm::TIMETZ")),
          Map.entry("TIMESTAMP_NS", List.of("ts::TIMESTAMP_NS")),
          Map.entry("INTERVAL", List.of("iv", "INTERVAL 3 DAYS")),
          Map.entry("BLOB", List.of("bin", "'\\xAB'::BLOB")),
          Map.entry("JSON", List.of("js", "'{\"a\": [1]}'::JSON")),
          Map.entry("UUID", List.of("uid")),
          Map.entry("BOOLEAN", List.of("is_null", "true")),
          Map.entry(
              "ANY",
              List.of(
                  "id", "txt", "dt", "2", "'b'", "nested", "{'a': id}", "'a'::ENUM ('a', 'b')")),
          Map.entry("T", List.of("id", "2")),
          Map.entry("K", List.of("txt", "'x'")),
          Map.entry("V", List.of("id", "2")),
          Map.entry("T[]", List.of("[id, 3, NULL]", "[1, 2]")),
          Map.entry("K[]", List.of("[txt, 'x']")),
          Map.entry("V[]", List.of("[id, 3]")),
          Map.entry("T[][]", List.of("[[id], [3, NULL]]")),
          Map.entry("ANY[]", List.of("[id, 3, 1]", "['b', txt]", "[true, is_null]")),
          Map.entry("VARCHAR[]", List.of("[txt, 'b']", "['a']")),
          Map.entry("TUPLE(K, V)[]", List.of("[(txt, id)]")),
          Map.entry("TUPLE", List.of("row(id, txt)")),
          Map.entry("STRUCT", List.of("{'a': id, 'b': txt}")),
          Map.entry("MAP(K, V)", List.of("MAP {txt: id}", "MAP {'x': 1}")),
          Map.entry("UNION", List.of("union_value(a := id)")),
          Map.entry("VARIANT", List.of("js::VARIANT")),
          Map.entry("GEOMETRY", List.of("'POINT(1 2)'::GEOMETRY")),
          Map.entry("LAMBDA", List.of("lambda x: x", "lambda x: x > 1", "lambda x, y: x + y")));

  /** What is no call, and what would wait as long as its argument says. */
  private static final Set<String> NOT_CALLED =
      Set.of("IS DISTINCT FROM", "IS NOT DISTINCT FROM", "pg_sleep");

  private SampleCalls() {}

  /**
   * A call.
   *
   * @param name the function's
   */
  record Call(String name, String sql) {}

  /**
   * The calls of some functions.
   *
   * @param functions a condition on a row of {@code duckdb_functions()}
   * @param perName how many calls of each name; of each signature two at most
   * @param query what a call is tried in
   */
  static List<Call> of(Oracle oracle, String functions, int perName, Function<String, String> query)
      throws SQLException {
    List<Call> calls = new ArrayList<>();
    String last = "";
    int found = 0;
    for (List<@Nullable Object> row :
        oracle
            .query(
                "SELECT function_name, array_to_string(list_transform(parameter_types, lambda t: coalesce(t, 'ANY')), ';'), varargs,"
                    + " len(parameter_types) FROM duckdb_functions() WHERE "
                    + functions
                    + " ORDER BY ALL")
            .rows()) {
      String name = String.valueOf(row.get(0));
      if (NOT_CALLED.contains(name) || name.startsWith("__")) {
        continue;
      }
      found = name.equals(last) ? found : 0;
      last = name;
      List<String> types =
          new ArrayList<>(
              String.valueOf(row.get(3)).equals("0")
                  ? List.of()
                  : List.of(String.valueOf(row.get(1)).split(";")));
      if (row.get(2) != null) {
        types.add(String.valueOf(row.get(2)));
      }
      int ofSignature = 0;
      for (String sql : spellings(name, types)) {
        if (found < perName && ofSignature < 2 && isComputed(oracle, query.apply(sql))) {
          calls.add(new Call(name, sql));
          found++;
          ofSignature++;
        }
      }
    }
    return calls;
  }

  private static boolean isComputed(Oracle oracle, String query) {
    try {
      return !oracle.query(query).rows().isEmpty();
    } catch (SQLException _) {
      return false;
    }
  }

  /** The call with values of rows alone, then with one and constants. */
  private static List<String> spellings(String name, List<String> types) {
    List<String> spellings = new ArrayList<>();
    int most = types.stream().mapToInt(type -> arguments(type).size()).max().orElse(1);
    for (int constant = 0; constant < most; constant++) {
      List<String> arguments = new ArrayList<>();
      for (String type : types) {
        List<String> known = arguments(type);
        int place = arguments.isEmpty() && types.size() > 1 ? 0 : constant;
        arguments.add(known.get(place % known.size()));
      }
      String sql = call(name, arguments);
      if (!spellings.contains(sql)) {
        spellings.add(sql);
      }
    }
    return spellings;
  }

  private static List<String> arguments(String type) {
    List<String> known = ARGUMENTS.get(type);
    if (known != null) {
      return known;
    }
    // Numbers of all widths, small ones so that nothing becomes large by them.
    return type.endsWith("]") && !type.startsWith("STRUCT")
        ? List.of("[id, 3, 1]::" + type.replace("[ANY]", "[3]"))
        : List.of("id::" + type, "2::" + type);
  }

  private static String call(String name, List<String> arguments) {
    boolean operator = !Character.isLetter(name.charAt(0)) && name.charAt(0) != '_';
    if (operator && arguments.size() == 2) {
      return "(" + arguments.get(0) + " " + name + " " + arguments.get(1) + ")";
    }
    String call = (operator ? name : '"' + name + '"') + "(" + String.join(", ", arguments) + ")";
    // DuckDB's driver does not tell an ENUM's values.
    return name.equals("union_tag") || name.startsWith("enum_") ? call + "::VARCHAR" : call;
  }
}
