package dev.dunlin.tests.tpch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dunlin.benchmarks.tpch.TpchQueries;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.tests.oracle.Comparison;
import dev.dunlin.tests.tpch.TpchModes.Mode;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All 22 queries give DuckDB's columns and rows with input, shuffle, result and output on S3. At
 * scale 0.01, or at that of {@code -Dtpch.scale}: {@code make tpch-s3-sf1}.
 */
@Tag("oracle")
@Tag("long")
final class TpchOnS3Test {
  private static final TpchTables TABLES = TpchTables.open();

  @TempDir static Path folder;
  private static TpchOnS3 s3;
  private static TpchModes modes;

  @BeforeAll
  static void open() throws Exception {
    s3 = new TpchOnS3(TABLES, folder.resolve("s3"));
    modes = new TpchModes(TABLES, s3.views(), s3.settings());
  }

  @AfterAll
  static void close() throws Exception {
    modes.close();
    s3.close();
  }

  static Stream<Arguments> runs() {
    return TpchModes.runs();
  }

  @ParameterizedTest(name = "{0} q{1}")
  @MethodSource("runs")
  void givesDuckDbsRows(Mode mode, int query) throws Exception {
    modes.check(mode, query);
  }

  static IntStream queries() {
    return IntStream.rangeClosed(1, TpchQueries.COUNT);
  }

  @ParameterizedTest(name = "q{0}")
  @MethodSource("queries")
  void writesDuckDbsRows(int query) throws Exception {
    String sql = TABLES.sql(query);
    ObjectUri out = s3.resolve("out/q" + query);
    modes.dunlin(Mode.DEFAULTS).write("COPY (%s) TO '%s' (FORMAT parquet)".formatted(sql, out));

    Path copies = Files.createDirectories(folder.resolve("q" + query));
    try (ObjectStore store = s3.store()) {
      List<ObjectStat> written = store.list(out.resolve(""));
      assertEquals(out.resolve("_SUCCESS"), written.getFirst().uri());
      for (ObjectStat file : written.subList(1, written.size())) {
        try (InputStream in = store.read(file.uri(), 0, file.lengthBytes())) {
          Files.copy(in, copies.resolve(file.uri().name()));
        }
      }
    }
    // Of the types that Parquet has not, as HUGEINT, the files have the nearest.
    modes.oracle().run("CREATE OR REPLACE TEMP TABLE written AS FROM (%s) LIMIT 0".formatted(sql));
    modes.oracle().run("INSERT INTO written FROM '%s/*.parquet'".formatted(copies));
    assertEquals(
        Optional.empty(),
        Comparison.difference(
            modes.oracle().query(sql), modes.oracle().query("FROM written"), false));
  }
}
