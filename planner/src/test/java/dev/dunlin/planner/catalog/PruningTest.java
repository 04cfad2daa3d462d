package dev.dunlin.planner.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.stage.Split;
import dev.dunlin.planner.catalog.ColumnPredicate.Compare;
import dev.dunlin.planner.catalog.ColumnPredicate.In;
import dev.dunlin.planner.catalog.ColumnPredicate.IsNotNull;
import dev.dunlin.planner.catalog.ColumnPredicate.IsNull;
import dev.dunlin.planner.catalog.ColumnPredicate.Op;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PruningTest extends CatalogTest {
  private static final String GROUPS = "(ROW_GROUP_SIZE 2048)";
  private static final int GROUP = 2048;

  /** Columns that drift with the row number, so that row groups have bounds worth comparing. */
  private static final Map<String, String> COLUMNS = new TreeMap<>();

  static {
    COLUMNS.put("ti", "(g * 10 - 60 + i % 7)::TINYINT");
    COLUMNS.put("ui", "(g * 1000 + i % 500)::UINTEGER");
    COLUMNS.put("ub", "(18446744073709550000::UBIGINT + (g * 100 + i % 99)::UBIGINT)");
    COLUMNS.put("n", "g * 100000 - 400000 + i % 100000");
    COLUMNS.put("de", "((g * 1000 + i % 999 - 4000) / 100)::DECIMAL(9,2)");
    COLUMNS.put("wide", "((g * 1000 + i % 999 - 4000)::DECIMAL(38,10) / 7)::DECIMAL(30,10)");
    COLUMNS.put("da", "DATE '1969-12-25' + (g * 3 + i % 3)::INTEGER");
    COLUMNS.put(
        "ts", "TIMESTAMP '1969-12-31 20:00:00' + INTERVAL (g * 3600000 + i % 3600000) MILLISECOND");
    COLUMNS.put("tms", "(TIMESTAMP '1969-12-31' + INTERVAL (g * 36 + i % 24) HOUR)::TIMESTAMP_MS");
    COLUMNS.put("tns", "(TIMESTAMP '1969-12-31' + INTERVAL (g * 36 + i % 24) HOUR)::TIMESTAMP_NS");
    COLUMNS.put("tz", "(TIMESTAMP '2024-03-30' + INTERVAL (g * 6 + i % 6) HOUR)::TIMESTAMPTZ");
    COLUMNS.put("tod", "TIME '00:00:00' + INTERVAL (g * 100 + i % 120) MINUTE");
    COLUMNS.put("st", "chr(97 + g::INTEGER) || (i % 50)");
    COLUMNS.put(
        "un",
        "list_value('a', 'zz', 'é', 'ß', '漢', '🙂', 'Z', '')[1 + (g % 8)] || repeat('x', (i % 3)::INTEGER)");
    COLUMNS.put("bo", "g % 3 = 0");
    COLUMNS.put("fl", "(g * 10 + i % 10)::FLOAT / 3");
    COLUMNS.put(
        "dbl",
        "CASE WHEN g % 4 = 1 AND i % 900 = 3 THEN 'nan' WHEN g % 4 = 2 AND i % 800 = 5 THEN 'inf'"
            + " ELSE (g * 10 + i % 10)::DOUBLE - 45.5 END::DOUBLE");
  }

  private void writeFiles() throws SQLException {
    for (int file = 0; file < 4; file++) {
      String columns =
          COLUMNS.entrySet().stream()
              .map(
                  c ->
                      "CASE WHEN hash(i, '%s') %% 20 = 0 OR g = 5 AND length('%1$s') = 3 THEN NULL ELSE %s END AS %1$s"
                          .formatted(c.getKey(), c.getValue()))
              .collect(Collectors.joining(", "));
      write(
          "SELECT %s FROM (SELECT i, i // %d AS g FROM range(%d, %d) t(i))"
              .formatted(columns, GROUP, file * 3 * GROUP, (file + 1) * 3 * GROUP - 100),
          "p/k=%d/%d.parquet".formatted(file % 2, file),
          GROUPS);
    }
  }

  @Test
  void noRowThatMatchesIsEverPruned() throws Exception {
    writeFiles();
    FileTable table = table("p/*/*.parquet");
    Random random = new Random(20240917);
    Map<String, Integer> pruned = new HashMap<>();
    List<String> columns = new ArrayList<>(COLUMNS.keySet());
    columns.add("k");
    for (int round = 0; round < 700; round++) {
      List<ColumnPredicate> predicates = new ArrayList<>();
      int count = 1 + random.nextInt(2);
      for (int i = 0; i < count; i++) {
        predicates.add(predicate(columns.get(random.nextInt(columns.size())), columns, random));
      }
      ScanPlan plan = table.scan(List.of(columns.getFirst()), predicates, ONE_TASK);
      String where = predicates.stream().map(PruningTest::sql).collect(Collectors.joining(" AND "));
      assertEquals(
          "0",
          lost(plan, where),
          () -> where + " loses rows; kept " + plan.tasks().stream().map(this::splits).toList());
      if (plan.rowGroups() < plan.rowGroupsTotal() && predicates.size() == 1) {
        pruned.merge(predicates.getFirst().column(), 1, Integer::sum);
      }
    }
    // Otherwise a pruning that never prunes would pass.
    assertEquals(columns.stream().sorted().toList(), pruned.keySet().stream().sorted().toList());
  }

  /** How many rows fulfil the condition and are in none of the plan's splits. */
  private @Nullable String lost(ScanPlan plan, String where) throws SQLException {
    String kept =
        plan.tasks().stream()
            .flatMap(List::stream)
            .map(
                s ->
                    "(filename = '%s' AND file_row_number >= %d AND file_row_number < %d)"
                        .formatted(s.file(), s.from(), s.to()))
            .collect(Collectors.joining(" OR ", "(false OR ", ")"));
    try {
      return rows("SELECT count(*) FROM read_parquet('%s', filename = true, file_row_number = true) WHERE (%s) AND NOT %s"
              .formatted(at("p/*/*.parquet"), where, kept))
          .getFirst()
          .getFirst();
    } catch (SQLException e) {
      // The query itself is wrong, such as a cast that overflows: then nothing can be lost.
      return "0";
    }
  }

  /** A predicate with a value that is in the data, perhaps another column's or in another type. */
  private ColumnPredicate predicate(String column, List<String> columns, Random random)
      throws SQLException {
    return switch (random.nextInt(10)) {
      case 0 -> new IsNull(column);
      case 1 -> new IsNotNull(column);
      case 2, 3 -> {
        List<String> first = value(column, random);
        yield new In(column, List.of(first.get(0), value(column, random).get(0)), first.get(1));
      }
      case 4 -> {
        List<String> other = value(columns.get(random.nextInt(columns.size())), random);
        yield new Compare(column, op(random), other.get(0), other.get(1));
      }
      default -> {
        List<String> value = value(column, random);
        yield new Compare(column, op(random), value.get(0), value.get(1));
      }
    };
  }

  private static Op op(Random random) {
    List<Op> all = List.of(Op.values());
    return all.get(random.nextInt(all.size()));
  }

  /** The text and type of a value of this column. */
  private List<String> value(String column, Random random) throws SQLException {
    List<@Nullable String> row =
        rows("SELECT CAST(%1$s AS VARCHAR), typeof(%1$s) FROM '%2$s' WHERE %1$s IS NOT NULL OFFSET %3$d LIMIT 1"
                .formatted(column, at("p/*/*.parquet"), random.nextInt(15000)))
            .getFirst();
    return List.of(String.valueOf(row.get(0)), String.valueOf(row.get(1)));
  }

  private static String sql(ColumnPredicate predicate) {
    return switch (predicate) {
      case IsNull p -> p.column() + " IS NULL";
      case IsNotNull p -> p.column() + " IS NOT NULL";
      case In p ->
          p.values().stream()
              .map(v -> "CAST('%s' AS %s)".formatted(v, p.valueType()))
              .collect(Collectors.joining(", ", p.column() + " IN (", ")"));
      case Compare p -> {
        String op =
            switch (p.op()) {
              case EQ -> "=";
              case NE -> "<>";
              case LT -> "<";
              case LE -> "<=";
              case GT -> ">";
              case GE -> ">=";
            };
        yield "%s %s CAST('%s' AS %s)".formatted(p.column(), op, p.value(), p.valueType());
      }
    };
  }

  private int kept(FileTable table, ColumnPredicate predicate) {
    return table.scan(List.of(), List.of(predicate), ONE_TASK).rowGroups();
  }

  @Test
  void onlyTheRowGroupsThatMayMatchAreLeft() throws Exception {
    write("SELECT i, i::VARCHAR s FROM range(20480) t(i)", "t.parquet", GROUPS);
    FileTable table = table("t.parquet");
    assertEquals(1, kept(table, new Compare("i", Op.EQ, "3000", "BIGINT")));
    assertEquals(1, kept(table, new Compare("I", Op.LT, "2048", "INTEGER")));
    assertEquals(2, kept(table, new Compare("i", Op.LE, "2048", "DOUBLE")));
    assertEquals(10, kept(table, new Compare("i", Op.NE, "5", "BIGINT")));
    assertEquals(0, kept(table, new IsNull("i")));
    assertEquals(2, kept(table, new In("i", List.of("1", "20000"), "BIGINT")));
    // Numbers as text are in another order: not pruned.
    assertEquals(10, kept(table, new Compare("i", Op.EQ, "3000", "VARCHAR")));
    ScanPlan none =
        table.scan(List.of("i"), List.of(new Compare("i", Op.LT, "0", "INTEGER")), ONE_TASK);
    assertEquals(List.of(), none.tasks());
    assertEquals(0, none.rows());
    assertEquals(0, none.files());
    assertEquals(1, none.filesTotal());
  }

  @Test
  void nanIsNeverPrunedByAGreaterThan() throws Exception {
    write(
        "SELECT CASE WHEN i = 7 THEN 'nan'::DOUBLE ELSE i END d FROM range(100) t(i)", "t.parquet");
    FileTable table = table("t.parquet");
    for (Op op : List.of(Op.GT, Op.GE, Op.NE)) {
      assertEquals(1, kept(table, new Compare("d", op, "1000", "DOUBLE")));
    }
    assertEquals(1, kept(table, new Compare("d", Op.EQ, "nan", "DOUBLE")));
  }

  /** Some writers cut long text in the middle of a letter; the bound is then no valid UTF-8. */
  @Test
  void aTextBoundThatIsNoUtf8IsNoBound() throws Exception {
    Path file = write("SELECT 'zé' AS s", "t.parquet");
    patchFooter(
        file, "zé".getBytes(StandardCharsets.UTF_8), new byte[] {'z', (byte) 0xC3, (byte) 0xFF});
    FileTable table = table("t.parquet");
    assertEquals("zé", rows("SELECT s FROM '" + file + "'").getFirst().getFirst());
    for (Op op : Op.values()) {
      int least = op == Op.NE || op == Op.LT || op == Op.GT ? 0 : 1;
      assertTrue(kept(table, new Compare("s", op, "zé", "VARCHAR")) >= least, op::name);
    }
    assertEquals(1, kept(table, new Compare("s", Op.GT, "zz", "VARCHAR")));
  }

  /** Replaces bytes after the first place they stand at, where the value itself is. */
  private static void patchFooter(Path file, byte[] from, byte[] to) throws IOException {
    String all = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    String old = new String(from, StandardCharsets.ISO_8859_1);
    int first = all.indexOf(old) + old.length();
    String patched =
        all.substring(0, first)
            + all.substring(first).replace(old, new String(to, StandardCharsets.ISO_8859_1));
    assertTrue(!patched.equals(all), "the bound was not found");
    Files.write(file, patched.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void filesArePrunedByTheirFolders() throws Exception {
    for (String day : List.of("2024-01-01", "2024-01-02", "__HIVE_DEFAULT_PARTITION__")) {
      write("SELECT i FROM range(10) t(i)", "d/day=" + day + "/f.parquet");
    }
    FileTable table = table("d");
    ScanPlan one =
        table.scan(
            List.of("i", "day"),
            List.of(new Compare("DAY", Op.GT, "2024-01-01", "DATE")),
            ONE_TASK);
    assertEquals(1, one.files());
    assertEquals(10, one.rows());
    Split split = one.tasks().getFirst().getFirst();
    assertEquals(List.of("2024-01-02"), split.pathValues());
    assertEquals(
        List.of("d/day=__HIVE_DEFAULT_PARTITION__/f.parquet"),
        splits(
            table.scan(List.of("day"), List.of(new IsNull("day")), ONE_TASK).tasks().getFirst()));
    assertTrue(table.nullable("day"));
    assertEquals("2024-01-02", table.statistics("day").orElseThrow().max().orElseThrow());
    assertEquals(2, table.statistics("day").orElseThrow().distinct().orElseThrow());
  }
}
