package dev.dunlin.planner.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.core.stage.ScanSource;
import dev.dunlin.core.stage.Split;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ParquetTableTest extends CatalogTest {
  private static final String GROUPS = "(ROW_GROUP_SIZE 2048)";

  @Test
  void theSchemaIsDuckDbsForEveryKindOfColumn() throws Exception {
    write(
        """
        SELECT 1::UTINYINT a, 2::HUGEINT b, 1.5::DECIMAL(15,2) c, 'x' d, DATE '2020-01-01' e,
          TIMESTAMP '2020-01-01' f, TIMESTAMPTZ '2020-01-01' g, TIMESTAMP_NS '2020-01-01' h, [1] i,
          {'x': 1, 'y': ['z']} j, MAP {'a': {'b': 1}} k, uuid() l, 'x'::BLOB m, '{}'::JSON n,
          INTERVAL 1 DAY o, 'b'::ENUM('a', 'b') p, TIME '12:00' q, [[1, 2]] r, true s""",
        "t.parquet");
    FileTable table = table("t.parquet");
    assertEquals(duckdbSchema("'" + at("t.parquet") + "'"), table.schema());
    assertEquals("t", table.name());
    assertEquals(FileFormat.PARQUET, table.format());
  }

  @Test
  void rowsAndBytesAreThoseOfTheFooters() throws Exception {
    Path file = write("SELECT i, 'abc' || i s FROM range(10000) t(i)", "t.parquet", GROUPS);
    FileTable table = table("t.parquet");
    assertEquals(10000, table.rows());
    assertTrue(table.rowsExact());
    assertEquals(Files.size(file), table.bytes());
    ScanPlan plan = table.scan(List.of("s"), List.of(), ONE_TASK);
    assertEquals(5, plan.rowGroups());
    assertEquals(10000, plan.rows());
    assertEquals(
        rows("SELECT sum(total_compressed_size)::BIGINT FROM parquet_metadata('"
                + file
                + "') WHERE path_in_schema = 's'")
            .getFirst()
            .getFirst(),
        Long.toString(plan.bytes()));
    assertEquals(List.of("t.parquet"), splits(plan.tasks().getFirst()));
  }

  @Test
  void nestedColumnsCountAllTheirLeaves() throws Exception {
    write("SELECT {'x': i, 'y': [i, i + 1]} n, i FROM range(1000) t(i)", "t.parquet");
    assertEquals(
        rows("SELECT sum(total_compressed_size)::BIGINT FROM parquet_metadata('"
                + at("t.parquet")
                + "') WHERE path_in_schema LIKE 'n,%'")
            .getFirst()
            .getFirst(),
        Long.toString(table("t.parquet").scan(List.of("n"), List.of(), ONE_TASK).bytes()));
  }

  @Test
  void splitsFallOnRowGroupsAndFillTasksUpToTheTarget() throws Exception {
    write("SELECT i FROM range(10240) t(i)", "t.parquet", GROUPS);
    FileTable table = table("t.parquet");
    long group = table.scan(List.of("i"), List.of(), ONE_TASK).bytes() / 5;
    ScanPlan plan = table.scan(List.of("i"), List.of(), new SplitSizing(group * 5 / 2, 1));
    assertEquals(
        List.of(
            List.of("t.parquet[0,4096)"),
            List.of("t.parquet[4096,6144)"),
            List.of("t.parquet[6144,10240)")),
        plan.tasks().stream().map(this::splits).toList());
  }

  @Test
  void aMinimumOfTasksIsMetByRowGroupsFirst() throws Exception {
    write("SELECT i FROM range(10240) t(i)", "t.parquet", GROUPS);
    FileTable table = table("t.parquet");
    for (int tasks = 1; tasks <= 5; tasks++) {
      assertEquals(
          tasks,
          table.scan(List.of("i"), List.of(), new SplitSizing(1 << 30, tasks)).tasks().size());
    }
    // Groups of 2048 rows are not worth cutting.
    assertEquals(
        5, table.scan(List.of("i"), List.of(), new SplitSizing(1 << 30, 20)).tasks().size());
  }

  @Test
  void aLargeRowGroupIsCutWhereThereAreTooFew() throws Exception {
    write("SELECT i FROM range(400000) t(i)", "t.parquet", "(ROW_GROUP_SIZE 1000000)");
    FileTable table = table("t.parquet");
    assertEquals(1, table.scan(List.of("i"), List.of(), ONE_TASK).rowGroupsTotal());
    assertEquals(
        List.of(
            List.of("t.parquet[0,100000)"),
            List.of("t.parquet[100000,200000)"),
            List.of("t.parquet[200000,300000)"),
            List.of("t.parquet[300000,400000)")),
        table.scan(List.of("i"), List.of(), new SplitSizing(1 << 30, 4)).tasks().stream()
            .map(this::splits)
            .toList());
    assertEquals(
        8, table.scan(List.of("i"), List.of(), new SplitSizing(1 << 30, 100)).tasks().size());
  }

  @Test
  void countingRowsNeedsNoColumnAndStillSpreads() throws Exception {
    write("SELECT i FROM range(10240) t(i)", "t.parquet", GROUPS);
    ScanPlan plan = table("t.parquet").scan(List.of(), List.of(), new SplitSizing(1, 2));
    assertEquals(0, plan.bytes());
    assertEquals(10240, plan.rows());
    assertEquals(2, plan.tasks().size());
    assertEquals(0, plan.source().schema().size());
  }

  @Test
  void manySmallFilesShareTasks() throws Exception {
    write(
        "SELECT i % 300 p, i FROM range(3000) t(i)",
        "many", "(FORMAT parquet, PARTITION_BY (p), FILENAME_PATTERN 'f')");
    FileTable table = table("many/**/*.parquet");
    ScanPlan plan = table.scan(List.of("i", "p"), List.of(), new SplitSizing(1 << 20, 3));
    assertEquals(300, plan.filesTotal());
    assertEquals(3, plan.tasks().size());
    assertEquals(
        table.files().stream().map(file -> file.stat().uri()).toList(),
        plan.tasks().stream().flatMap(List::stream).map(Split::file).toList());
  }

  @Test
  void aTableWithoutRowsHasNoTask() throws Exception {
    write("SELECT 1 i WHERE false", "t.parquet");
    FileTable table = table("t.parquet");
    assertEquals(0, table.rows());
    assertEquals(List.of(), table.scan(List.of("i"), List.of(), ONE_TASK).tasks());
    assertEquals("(i INTEGER)", table.schema().toString());
  }

  @Test
  void statisticsSumUpAllRowGroups() throws Exception {
    write(
        """
        SELECT i - 5000 i, 'k' || (i % 7) k, CASE WHEN i % 10 = 0 THEN NULL ELSE i % 100 END n,
          DATE '2020-01-01' + (i % 365)::INTEGER d, (i % 2000)::DECIMAL(9,2) m, i % 2 = 0 b
        FROM range(10000) t(i)""",
        "t.parquet", GROUPS);
    FileTable table = table("t.parquet");
    ColumnStatistics i = table.statistics("i").orElseThrow();
    assertEquals(Optional.of("-5000"), i.min());
    assertEquals(Optional.of("4999"), i.max());
    assertEquals(OptionalLong.of(10000), i.distinct());
    assertEquals(OptionalLong.of(0), i.nulls());
    assertFalse(table.nullable("I"));
    assertEquals(OptionalLong.of(7), table.statistics("k").orElseThrow().distinct());
    assertEquals(OptionalLong.of(1000), table.statistics("n").orElseThrow().nulls());
    assertTrue(table.nullable("n"));
    assertEquals(OptionalLong.of(365), table.statistics("d").orElseThrow().distinct());
    assertEquals(Optional.of("1999.00"), table.statistics("m").orElseThrow().max());
    assertEquals(OptionalLong.of(2), table.statistics("b").orElseThrow().distinct());
  }

  @Test
  void boundsAreWrittenAsDuckDbWritesThem() throws Exception {
    write(
        """
        SELECT TIMESTAMP '2020-01-01 10:00:00' a, TIMESTAMPTZ '2020-01-01 10:00:00.5+02' b,
          TIME '12:00:00' c, DATE 'infinity' d, 1e100::DOUBLE e, 'x''y' f, 1.50::DECIMAL(4,2) g""",
        "t.parquet");
    FileTable table = table("t.parquet");
    for (String column : table.schema().names()) {
      assertEquals(
          rows("SELECT " + column + "::VARCHAR FROM '" + at("t.parquet") + "'")
              .getFirst()
              .getFirst(),
          table.statistics(column).orElseThrow().min().orElseThrow());
    }
  }

  @Test
  void footersAreReadOnceUntilAFileChanges() throws Exception {
    write("SELECT 1 i", "bucket/a.parquet");
    Optional<FileFormat> any = Optional.empty();
    List<String> path = List.of("s3://bucket/a.parquet");
    assertEquals(1, tables.open(any, path, Map.of()).rows());
    int reads = store.reads.get();
    assertEquals(1, tables.open(any, path, Map.of()).rows());
    assertEquals(reads, store.reads.get());
    write("SELECT i FROM range(5) t(i)", "bucket/a.parquet");
    assertEquals(5, tables.open(any, path, Map.of()).rows());
    assertTrue(store.reads.get() > reads);
  }

  @Test
  void aDistantFileIsReadByItsFooterAlone() throws Exception {
    write("SELECT hash(i) h, i FROM range(300000) t(i)", "bucket/d/a.parquet", GROUPS);
    FileTable table = tables.open(Optional.empty(), List.of("s3://bucket/d"), Map.of());
    assertEquals(300000, table.rows());
    assertEquals("d", table.name());
    assertEquals(1, store.reads.get());
  }

  @Test
  void differentColumnsAreRefusedByName() throws Exception {
    write("SELECT 1 a, 2 b", "m/1.parquet");
    write("SELECT 1 a, 2 c", "m/2.parquet");
    refused(() -> table("m"), "1.parquet", "2.parquet", "'b'", "union_by_name");
  }

  @Test
  void aColumnThatOnlyALaterFileHasIsRefusedToo() throws Exception {
    write("SELECT 1 a", "m/1.parquet");
    write("SELECT 1 a, 2 b", "m/2.parquet");
    refused(() -> table("m"), "1.parquet", "2.parquet", "'b'");
  }

  @Test
  void differentTypesAreRefusedByName() throws Exception {
    write("SELECT 1 a", "m/1.parquet");
    write("SELECT 'x' a", "m/2.parquet");
    refused(() -> table("m"), "1.parquet", "2.parquet", "'a'", "INTEGER", "VARCHAR");
  }

  @Test
  void columnsInAnotherOrderAreNoDifference() throws Exception {
    write("SELECT 1 a, 'x' b", "m/1.parquet");
    write("SELECT 'y' B, 2 a", "m/2.parquet");
    assertEquals("(a INTEGER, b VARCHAR)", table("m").schema().toString());
    assertEquals("2", table("m").statistics("a").orElseThrow().max().orElseThrow());
  }

  @Test
  void unionByNameFindsCommonTypesAsDuckDbDoes() throws Exception {
    write("SELECT 1::SMALLINT a, 2 b", "m/1.parquet");
    write("SELECT 1::BIGINT a, 'x' c", "m/2.parquet");
    write("SELECT 1.5::DECIMAL(4,1) B, DATE '2020-01-01' d", "m/3.parquet");
    FileTable table = table("m", "union_by_name", "true");
    assertEquals(
        duckdbSchema("read_parquet('" + at("m/*.parquet") + "', union_by_name = true)"),
        table.schema());
    assertTrue(table.nullable("c"));
    // Each file alone is read with all columns.
    ScanSource source = table.scan(List.of(), List.of(), ONE_TASK).source();
    String alone =
        List.of("1", "2", "3").stream()
            .map(
                file ->
                    "FROM read_parquet('%s'%s)"
                        .formatted(
                            at("m/" + file + ".parquet"),
                            ReaderOptions.arguments(source.layouts().getFirst().options())))
            .collect(Collectors.joining(" UNION ALL "));
    assertEquals(
        rows("FROM read_parquet('" + at("m/*.parquet") + "', union_by_name = true)"), rows(alone));
  }

  @Test
  void aNameThatIsThereTwiceIsChangedAsInDuckDb() throws Exception {
    Path file = write("SELECT 1 aaaa, 'x' bbbb", "t.parquet");
    String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
    Files.writeString(file, bytes.replace("bbbb", "AAAA"), StandardCharsets.ISO_8859_1);
    FileTable table = table("t.parquet");
    assertEquals(duckdbSchema("'" + file + "'"), table.schema());
    assertEquals(2, table.schema().names().stream().distinct().count());
    assertEquals(
        rows("FROM '" + file + "'"),
        rows(new TaskReads(folder).query(table.scan(table.schema().names(), List.of(), ONE_TASK))));
  }

  @Test
  void anOptionMayChangeATypeAndThenBoundsAreForgotten() throws Exception {
    write("SELECT 'abc'::BLOB b, 1 a", "t.parquet");
    FileTable table = table("t.parquet", "binary_as_string", "true");
    assertEquals("(b VARCHAR, a INTEGER)", table.schema().toString());
    assertEquals(Optional.empty(), table.statistics("b").orElseThrow().min());
    assertEquals(Optional.of("1"), table.statistics("a").orElseThrow().min());
    assertEquals(
        "[[abc, 1]]",
        rows(new TaskReads(folder).query(table.scan(table.schema().names(), List.of(), ONE_TASK)))
            .toString());
  }

  @Test
  void anEmptyFileIsRefused() throws Exception {
    write("SELECT 1 a", "m/1.parquet");
    text("m/2.parquet", "");
    refused(() -> table("m"), "m/2.parquet", "0 bytes");
  }

  @Test
  void aTruncatedFileIsRefused() throws Exception {
    Path file = write("SELECT i FROM range(10000) t(i)", "m/1.parquet");
    write("SELECT i FROM range(10000) t(i)", "m/0.parquet");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    refused(() -> table("m"), "m/1.parquet", "cut off", Integer.toString(bytes.length / 2));
  }

  @Test
  void aFileWithADamagedFooterIsRefused() throws Exception {
    Path file = write("SELECT i FROM range(10000) t(i)", "t.parquet");
    byte[] bytes = Files.readAllBytes(file);
    java.util.Arrays.fill(bytes, bytes.length - 100, bytes.length - 8, (byte) 0xff);
    Files.write(file, bytes);
    refused(() -> table("t.parquet"), "t.parquet", "damaged");
  }

  @Test
  void aFileThatIsNoParquetIsRefused() throws IOException {
    text("t.parquet", "id,name\n1,x\n");
    refused(() -> table("t.parquet"), "t.parquet", "'id,n'", "PAR1", "read_csv");
  }

  @Test
  void anUnknownOptionIsRefusedWithTheNearest() throws SQLException {
    write("SELECT 1 a", "t.parquet");
    refused(() -> table("t.parquet", "union_by_nam", "true"), "union_by_nam", "'union_by_name'");
    refused(() -> table("t.parquet", "file_row_number", "true"), "file_row_number");
  }

  @Test
  void theFilesNameCanBeAColumn() throws SQLException {
    write("SELECT 1 a", "p=1/t.parquet");
    String from = "read_parquet('" + at("*/*.parquet") + "', filename = ";
    assertEquals(duckdbSchema(from + "true)"), table("*/*.parquet", "filename", "true").schema());
    FileTable named = table("*/*.parquet", "filename", "'file'");
    assertEquals(duckdbSchema(from + "'file')"), named.schema());
    assertEquals(
        "file", named.scan(List.of("file"), List.of(), ONE_TASK).source().filenameColumn());
    refused(() -> table("*/*.parquet", "filename", "'a'"), "'a'", "filename");
  }
}
