package dev.dunlin.planner.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.stage.Split;
import dev.dunlin.core.store.ByteRange;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The bytes that a split of a distant Parquet file names, against DuckDB: it must read the same
 * from a file that has those bytes, and rubbish everywhere else.
 */
class NeededBytesTest extends CatalogTest {
  private static final List<String> COLUMNS =
      List.of("id", "word", "noise", "list", "struct", "map", "price", "day", "nothing", "flag");

  private static final String ROWS =
      """
      SELECT i AS id, 'w' || (i % 100) AS word, hash(i) AS noise, [i, i + 1, NULL] AS list,
        {'a': i, 'b': ['x' || i % 7, 'y']} AS struct, MAP {'k' || i % 3: i} AS map,
        (i % 1000)::DECIMAL(15, 2) / 7 AS price, DATE '2020-01-01' + (i % 365)::INTEGER AS day,
        NULL::INTEGER AS nothing, i % 2 = 0 AS flag
      FROM range(20000) t(i)""";

  private FileTable distant(String options) throws Exception {
    write(ROWS, "bucket/t.parquet", options);
    return tables.open(Optional.empty(), List.of("s3://bucket/t.parquet"), Map.of());
  }

  /** What a task would have of the file, with rubbish in the holes. */
  private Path copy(Split split) throws IOException {
    Path original = folder.resolve(split.file().bucket()).resolve(split.file().key());
    byte[] all = Files.readAllBytes(original);
    byte[] rubbish = new byte[all.length];
    Arrays.fill(rubbish, (byte) 0xdb);
    Path copy = folder.resolve("copy.parquet");
    Files.write(copy, rubbish);
    try (RandomAccessFile file = new RandomAccessFile(copy.toFile(), "rw")) {
      for (ByteRange range : split.needed()) {
        file.seek(range.offset());
        file.write(all, (int) range.offset(), (int) range.length());
      }
    }
    return copy;
  }

  private void assertEnough(FileTable table, List<String> columns, String where) throws Exception {
    String list = columns.isEmpty() ? "count(*)" : String.join(", ", columns);
    ScanPlan plan = table.scan(columns, List.of(), new SplitSizing(100_000, 1));
    for (List<Split> task : plan.tasks()) {
      for (Split split : task) {
        String query =
            "SELECT %s FROM read_parquet(%%s, file_row_number = true) WHERE file_row_number BETWEEN %d AND %d%s"
                .formatted(list, split.from(), split.to() - 1, where);
        String whole = at("bucket/t.parquet");
        assertEquals(
            rows(query.formatted(EmbeddedDuckDb.literal(whole))),
            rows(query.formatted(EmbeddedDuckDb.literal(copy(split).toString()))),
            () -> list + where + " of " + split);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(ROW_GROUP_SIZE 2048)",
        "(ROW_GROUP_SIZE 6000, COMPRESSION zstd)",
        "(PARQUET_VERSION v2)",
        "(COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 1)"
      })
  void areAllThatDuckDbReads(String options) throws Exception {
    FileTable table = distant(options);
    for (String column : COLUMNS) {
      assertEnough(table, List.of(column), "");
    }
    assertEnough(table, COLUMNS, "");
    assertEnough(table, List.of(), "");
    assertEnough(table, List.of("flag", "struct", "id"), "");
    // A condition on equality looks at Bloom filters: those of words that are there and are not.
    assertEnough(table, List.of("word", "price"), " AND word = 'w42'");
    assertEnough(table, List.of("word", "price"), " AND word = 'w421'");
    assertEnough(table, List.of("word", "price"), " AND (word = 'w42' OR word = 'w421')");
    assertEnough(table, List.of("word", "price"), " AND word IN ('w4', 'w5') AND price < 50");
    assertEnough(table, List.of("id"), " AND id = 1234");
    assertEnough(table, List.of("noise", "day"), " ORDER BY noise LIMIT 3");
  }

  @Test
  void areThoseOfTheColumnsAndTheFooterAlone() throws Exception {
    FileTable table = distant("(COMPRESSION uncompressed)");
    List<List<Split>> tasks = table.scan(List.of("noise"), List.of(), ONE_TASK).tasks();
    Split split = tasks.getFirst().getFirst();
    long bytes = split.needed().stream().mapToLong(ByteRange::length).sum();
    long column =
        Long.parseLong(
            String.valueOf(
                rows("SELECT sum(total_compressed_size)::BIGINT FROM parquet_metadata('"
                        + at("bucket/t.parquet")
                        + "') WHERE path_in_schema = 'noise'")
                    .getFirst()
                    .getFirst()));
    assertTrue(bytes >= column && bytes < column + 20_000, bytes + " for " + column);
    assertTrue(bytes < split.fileBytes() / 4, bytes + " of " + split.fileBytes());
  }

  @Test
  void areNotNamedWhereAFileIsReadInPlace() throws Exception {
    write(ROWS, "t.parquet");
    List<List<Split>> tasks = table("t.parquet").scan(COLUMNS, List.of(), ONE_TASK).tasks();
    assertEquals(List.of(), tasks.getFirst().getFirst().needed());
  }

  @Test
  void areThoseOfTheRowGroupsThatAreLeft() throws Exception {
    FileTable table = distant("(ROW_GROUP_SIZE 2048)");
    ColumnPredicate few =
        new ColumnPredicate.Compare("id", ColumnPredicate.Op.LT, "2000", "BIGINT");
    List<List<Split>> tasks = table.scan(List.of("noise"), List.of(few), ONE_TASK).tasks();
    Split split = tasks.getFirst().getFirst();
    assertEquals(2048, split.to() - split.from());
    long bytes = split.needed().stream().mapToLong(ByteRange::length).sum();
    assertTrue(bytes < 2048 * 8 + 20_000, () -> split.needed().toString());
  }
}
