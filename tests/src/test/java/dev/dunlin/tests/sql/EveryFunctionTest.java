package dev.dunlin.tests.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.tests.oracle.Comparison;
import dev.dunlin.tests.oracle.Dunlin;
import dev.dunlin.tests.oracle.Oracle;
import dev.dunlin.tests.oracle.Rows;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every function of DuckDB's gives DuckDB's rows over many splits, or is refused by its name. */
@Tag("oracle")
final class EveryFunctionTest {
  /** Calls in one statement, so that most are compared at once. */
  private static final int BATCH = 60;

  /** Those of docs/sql.md's list, for what they tell or give is one task's alone. */
  private static final Set<String> REFUSED =
      Set.of(
          "alias",
          "bitstring_agg",
          "current_query",
          "current_setting",
          "format_type",
          "get_block_size",
          "get_type",
          "getvariable",
          "json_serialize_plan",
          "make_type",
          "pg_get_constraintdef",
          "pg_get_viewdef",
          "st_setcrs",
          "txid_current",
          "variant_to_parquet_variant");

  /** Of values that are equally frequent it gives the one that comes first. */
  private static final String OF_THE_FIRST = "mode";

  private static final String SCALARS =
      "function_type IN ('scalar', 'macro') AND stability IS DISTINCT FROM 'VOLATILE'";

  private static final String AGGREGATES = "function_type = 'aggregate'";

  @TempDir static Path folder;

  private static Oracle oracle;
  private static Oracle shuffled;
  private static Dunlin split;
  private static Dunlin hashed;

  private final Set<String> called = new TreeSet<>();
  private final Set<String> refused = new TreeSet<>();
  private final List<String> faults = new ArrayList<>();

  @BeforeAll
  static void open() throws Exception {
    CorpusTables tables = CorpusTables.in(folder);
    oracle = new Oracle(1, tables.views());
    shuffled = new Oracle(2, tables.shuffled());
    split = new Dunlin(Map.of("scan.min-splits", "4"), tables.views());
    hashed =
        new Dunlin(
            Map.of("scan.min-splits", "4", "aggregate.partial", "off", "shuffle.partitions", "3"),
            tables.views());
  }

  @AfterAll
  static void close() {
    split.close();
    hashed.close();
    shuffled.close();
    oracle.close();
  }

  @Test
  void everyScalarFunctionIsRightOrRefusedByName() throws Exception {
    scalars(SCALARS + " AND function_name NOT SIMILAR TO '(icu_)?collate_.*'", 1);
    check(480);
  }

  @Test
  void everyAggregateIsRightOrRefusedByName() throws Exception {
    aggregates(1, List.of(EveryFunctionTest::ofGroups));
    check(70);
  }

  @Test
  @Tag("long")
  void everySignatureIsRightOrRefusedByName() throws Exception {
    scalars(SCALARS, 40);
    aggregates(
        40,
        List.of(
            EveryFunctionTest::ofGroups,
            calls -> "SELECT %s FROM types".formatted(columns(calls)),
            calls -> "SELECT %s FROM types WHERE id < 0".formatted(columns(calls)),
            calls ->
                "SELECT id, %s FROM types WINDOW w AS (PARTITION BY id %% 3 ORDER BY id)"
                    .formatted(columns(calls.stream().map(call -> call + " OVER w").toList()))));
    check(850);
  }

  /**
   * @param least how many functions had a call at least, so that the test goes on testing something
   */
  private void check(int least) {
    assertEquals("", String.join("\n\n", faults));
    assertTrue(REFUSED.containsAll(refused), () -> "Refused: " + refused);
    assertTrue(called.size() >= least, () -> called.size() + " functions were called: " + called);
  }

  private static String ofGroups(List<String> calls) {
    return "SELECT id %% 3 AS k, %s FROM types GROUP BY k".formatted(columns(calls));
  }

  private void scalars(String functions, int perName) throws SQLException {
    Function<List<String>, String> query =
        calls -> "SELECT id, %s FROM types".formatted(columns(calls));
    compare(SampleCalls.of(oracle, functions, perName, c -> query.apply(List.of(c))), query);
  }

  private void aggregates(int perName, List<Function<List<String>, String>> queries)
      throws SQLException {
    for (Function<List<String>, String> query : queries) {
      List<SampleCalls.Call> calls = new ArrayList<>();
      for (SampleCalls.Call call :
          SampleCalls.of(oracle, AGGREGATES, perName, c -> query.apply(List.of(c)))) {
        // What depends on the order of rows is settled by one, if it can be.
        String ordered = call.sql().replaceFirst("\\)$", " ORDER BY id)");
        if (call.name().equals(OF_THE_FIRST) || dependsOnOrder(query.apply(List.of(call.sql())))) {
          if (!dependsOnOrder(query.apply(List.of(ordered)))) {
            calls.add(new SampleCalls.Call(call.name(), ordered));
          }
        } else {
          calls.add(call);
        }
      }
      compare(calls, query);
    }
  }

  private static boolean dependsOnOrder(String sql) {
    try {
      return Comparison.difference(oracle.query(sql), shuffled.query(sql), false).isPresent();
    } catch (SQLException _) {
      return true;
    }
  }

  private static String columns(List<String> calls) {
    StringBuilder columns = new StringBuilder();
    for (String call : calls) {
      columns.append(columns.isEmpty() ? "" : ", ").append(call);
      columns.append(" AS r").append(columns.length());
    }
    return columns.toString();
  }

  private void compare(List<SampleCalls.Call> calls, Function<List<String>, String> query)
      throws SQLException {
    calls.forEach(call -> called.add(call.name()));
    for (int i = 0; i < calls.size(); i += BATCH) {
      List<SampleCalls.Call> batch = calls.subList(i, Math.min(i + BATCH, calls.size()));
      if (fault(batch, query, split).isPresent() || fault(batch, query, hashed).isPresent()) {
        for (SampleCalls.Call call : batch) {
          fault(List.of(call), query, split).ifPresent(faults::add);
          fault(List.of(call), query, hashed).ifPresent(faults::add);
        }
      }
    }
  }

  private Optional<String> fault(
      List<SampleCalls.Call> calls, Function<List<String>, String> query, Dunlin dunlin)
      throws SQLException {
    String sql = query.apply(calls.stream().map(SampleCalls.Call::sql).toList());
    Rows expected = oracle.query(sql);
    String what;
    try {
      Optional<String> difference = Comparison.difference(expected, dunlin.query(sql), false);
      boolean moment = Comparison.difference(expected, oracle.query(sql), false).isPresent();
      return calls.size() == 1 && moment ? Optional.empty() : difference.map(d -> sql + "\n" + d);
    } catch (UserErrorException e) {
      String name = calls.getFirst().name();
      what = String.valueOf(e.getMessage());
      if (calls.size() == 1 && what.startsWith("Not supported: " + name)) {
        refused.add(name);
        return Optional.empty();
      }
    } catch (IOException | RuntimeException e) {
      what = String.valueOf(e.getMessage());
    }
    return Optional.of(sql + "\n  " + what);
  }
}
