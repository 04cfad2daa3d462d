package dev.dunlin.tests.tpch;

import dev.dunlin.benchmarks.tpch.TpchData;
import dev.dunlin.benchmarks.tpch.TpchLayout;
import dev.dunlin.benchmarks.tpch.TpchQueries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The TPC-H tables of the tests, made when first needed: of scale 0.01 or {@code tpch.scale}, in
 * target or {@code tpch.data}.
 */
record TpchTables(TpchData data) {
  /** Below scale 1 the row groups are small too, so that there is something to cut. */
  private static final int SMALL_ROW_GROUP_ROWS = 2048;

  /**
   * Settings under which every join is hashed, and rows really meet in one of several tasks: small
   * partitions would all go to one task.
   */
  static final Map<String, String> HASHED =
      Map.of(
          "join.strategy", "hash",
          "shuffle.partitions", "7",
          "shuffle.partition-size", "1B",
          "scan.min-splits", "20");

  static TpchTables open() {
    double scale = Double.parseDouble(System.getProperty("tpch.scale", "0.01"));
    TpchLayout layout =
        scale < 1 ? new TpchLayout(scale, 1, SMALL_ROW_GROUP_ROWS) : TpchLayout.ofScale(scale);
    try {
      return new TpchTables(
          TpchData.in(Path.of(System.getProperty("tpch.data", "target")), layout));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Statements that give each table its name, for DuckDB and Dunlin alike. */
  List<String> views() {
    return TpchData.TABLES.stream()
        .map(
            table ->
                "CREATE TEMP VIEW %s AS SELECT * FROM '%s'".formatted(table, data.files(table)))
        .toList();
  }

  /** A query's text, for these tables' scale. */
  String sql(int query) {
    return TpchQueries.sql(query, data.layout().scale());
  }
}
