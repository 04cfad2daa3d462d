package dev.dunlin.tests.tpch;

import dev.dunlin.benchmarks.tpch.TpchData;
import dev.dunlin.benchmarks.tpch.TpchLayout;
import dev.dunlin.benchmarks.tpch.TpchQueries;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The TPC-H tables of the tests, made when first needed: of scale 0.01 or {@code tpch.scale}, in
 * target or {@code tpch.data}.
 */
public record TpchTables(TpchData data) {
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

  /** Makes them, unless they are there. */
  public static TpchTables open() {
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
    return views(data::files);
  }

  /** The same for copies of the files elsewhere. */
  public List<String> views(ObjectUri folder) {
    return views(table -> folder.resolve(relative(Path.of(data.files(table)))).toString());
  }

  private static List<String> views(UnaryOperator<String> files) {
    return TpchData.TABLES.stream()
        .map(
            table ->
                "CREATE TEMP VIEW %s AS SELECT * FROM '%s'".formatted(table, files.apply(table)))
        .toList();
  }

  /** Copies the files. */
  public void upload(ObjectStore store, ObjectUri folder) throws IOException {
    try (Stream<Path> files = Files.walk(data.folder())) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        store.put(folder.resolve(relative(file)), Files.readAllBytes(file));
      }
    }
  }

  private String relative(Path file) {
    return data.folder().relativize(file).toString().replace(File.separatorChar, '/');
  }

  /** A query's text, for these tables' scale. */
  String sql(int query) {
    return TpchQueries.sql(query, data.layout().scale());
  }
}
