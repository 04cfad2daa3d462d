package dev.dunlin.executor;

import static dev.dunlin.executor.Tasks.csv;
import static dev.dunlin.executor.Tasks.json;
import static dev.dunlin.executor.Tasks.parquet;
import static dev.dunlin.executor.Tasks.scan;
import static dev.dunlin.executor.Tasks.schema;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.core.stage.FileLayout;
import dev.dunlin.core.stage.PathValues;
import dev.dunlin.core.stage.ScanSource;
import dev.dunlin.core.stage.Split;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.TaskInput;
import dev.dunlin.core.task.TaskMetrics;
import dev.dunlin.shuffle.FileObjectStore;
import dev.dunlin.shuffle.MemoryObjectStore;
import dev.dunlin.shuffle.RoutingObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
final class InputsTest {
  private static final Schema ID_TEXT = schema("id INTEGER", "text VARCHAR");
  private static final Schema COUNT = schema("n BIGINT");

  @TempDir Path folder;
  private Tasks tasks;

  @BeforeEach
  void open() throws Exception {
    tasks =
        new Tasks(
            new RoutingObjectStore(
                Map.of("file", new FileObjectStore(), "memory", new MemoryObjectStore())),
            folder,
            ObjectUri.file(folder.resolve("work")));
  }

  @AfterEach
  void close() throws Exception {
    tasks.close();
  }

  private List<String> all(TaskInput.Scan scan) throws Exception {
    return tasks.rows("SELECT * FROM t ORDER BY ALL", scan.source().schema(), scan);
  }

  @Test
  void parquetRowRangesGiveEachRowOnceAndSkipRowGroups() throws Exception {
    Path file =
        tasks.write(
            "t.parquet",
            "SELECT i::INTEGER AS id, hash(i)::VARCHAR AS text FROM range(100000) r(i)",
            "FORMAT parquet, ROW_GROUP_SIZE 2048");
    List<String> rows = new ArrayList<>();
    for (int cut = 0; cut < 100_000; cut += 33_334) {
      rows.addAll(
          tasks.rows(
              "SELECT * FROM t ORDER BY id",
              ID_TEXT,
              scan(
                  "t", parquet(ID_TEXT), tasks.range(file, cut, Math.min(100_000, cut + 33_334)))));
    }
    assertEquals(
        tasks.oracle("SELECT * FROM read_parquet('%s') ORDER BY id".formatted(file)), rows);

    TaskMetrics few =
        tasks
            .succeed(
                tasks.task(
                    "SELECT count(*) AS n FROM t WHERE text <> ''",
                    COUNT,
                    tasks.single(),
                    scan("t", parquet(ID_TEXT), tasks.range(file, 50_000, 50_010))))
            .metrics();
    assertTrue(few.inputBytes() > 0 && few.inputBytes() < Files.size(file) / 5, few::toString);
  }

  @Test
  void severalPiecesOfSeveralFilesAreOneRelation() throws Exception {
    Path a =
        tasks.write(
            "a.parquet",
            "SELECT i::INTEGER AS id, 'a' AS text FROM range(10) r(i)",
            "FORMAT parquet");
    Path b =
        tasks.write(
            "b.parquet",
            "SELECT i::INTEGER AS id, 'b' AS text FROM range(10) r(i)",
            "FORMAT parquet");
    Path c =
        tasks.write(
            "c.parquet",
            "SELECT i::INTEGER AS id, 'c' AS text FROM range(10) r(i)",
            "FORMAT parquet");

    assertEquals(
        List.of("1|b", "2|b", "5|b", "8|c", "9|c"),
        tasks.rows(
            "SELECT * FROM t WHERE text <> 'a' ORDER BY text, id",
            ID_TEXT,
            scan(
                "t",
                parquet(ID_TEXT),
                tasks.whole(a),
                tasks.range(b, 1, 3),
                tasks.range(c, 8, 10),
                tasks.range(b, 5, 6))));
  }

  @Test
  void aScanThatNeedsNoColumnGivesItsNumberOfRows() throws Exception {
    Path file = tasks.write("t.parquet", "SELECT i FROM range(7) r(i)", "FORMAT parquet");

    assertEquals(
        List.of("7"),
        tasks.rows(
            "SELECT count(*) AS n FROM t",
            COUNT,
            scan("t", parquet(new Schema(List.of())), tasks.whole(file))));
  }

  @Test
  void columnsAreCastToWhatThePlanSays() throws Exception {
    Path file =
        tasks.write("t.parquet", "SELECT 1::TINYINT AS id, 5::BIGINT AS text", "FORMAT parquet");
    Schema types = schema("a VARCHAR", "b VARCHAR");

    assertEquals(
        List.of("INTEGER|VARCHAR"),
        tasks.rows(
            "SELECT typeof(id) AS a, typeof(text) AS b FROM t",
            types,
            scan("t", parquet(ID_TEXT), tasks.whole(file))));
  }

  @Test
  void noPiecesAreAnEmptyRelationWithTypes() throws Exception {
    for (ScanSource source : List.of(parquet(ID_TEXT), csv(ID_TEXT), json(ID_TEXT))) {
      assertEquals(
          List.of("0|null"),
          tasks.rows(
              "SELECT count(*) AS n, max(id + 1) AS m FROM t",
              schema("n BIGINT", "m INTEGER"),
              scan("t", source)));
    }
    assertEquals(
        List.of("0"),
        tasks.rows(
            "SELECT count(*) AS n FROM t WHERE id = 1 OR text = ''",
            COUNT,
            new TaskInput.Segments("t", ID_TEXT, List.of())));
  }

  @Test
  void filesOfNoBytesAreEmpty() throws Exception {
    Path empty = tasks.write("empty", "");
    for (ScanSource source : List.of(parquet(ID_TEXT), csv(ID_TEXT), json(ID_TEXT))) {
      assertEquals(List.of(), all(scan("t", source, tasks.whole(empty))));
    }
  }

  @Test
  void namesWithPatternsQuotesAndBlanksAreNames() throws Exception {
    for (String name : List.of("it's.parquet", "a[1].parquet", "x*.parquet", "q?\".parquet")) {
      Path file = folder.resolve(name);
      tasks.oracle(
          "COPY (SELECT 1::INTEGER AS id, %s AS text) TO %s (FORMAT parquet)"
              .formatted(Sql.literal(name), Sql.literal(file.toString())));
      Files.copy(file, folder.resolve("xx.parquet"), StandardCopyOption.REPLACE_EXISTING);
      assertEquals(List.of("1|" + name), all(scan("t", parquet(ID_TEXT), tasks.whole(file))));
    }
  }

  @Test
  void csvRangesGiveEachRowOnceAtEveryCut() throws Exception {
    String text = "id,text\n1,one\n2,\n3,\"a,b\"\n\"4\",\"say \"\"hi\"\"\"\n5,ünï\n";
    Path file = tasks.write("t.csv", text);
    List<String> whole = all(scan("t", csv(ID_TEXT), tasks.whole(file)));
    assertEquals(List.of("1|one", "2|null", "3|a,b", "4|say \"hi\"", "5|ünï"), whole);
    long length = Files.size(file);
    for (long cut = 1; cut < length; cut += 5) {
      assertEquals(
          whole,
          all(scan("t", csv(ID_TEXT), tasks.range(file, 0, cut), tasks.range(file, cut, length))),
          "cut at " + cut);
    }
  }

  @Test
  void csvLinesToSkipMayBeLongerThanARange() throws Exception {
    Path file = tasks.write("t.csv", "a remark\nanother\nid,text\n1,one\n2,two\n");
    ScanSource source =
        new ScanSource(
            FileFormat.CSV,
            Map.of("header", "true", "skip", "2"),
            ID_TEXT,
            ID_TEXT.columns(),
            List.of(),
            "");
    long length = Files.size(file);
    assertEquals(List.of("1|one", "2|two"), all(scan("t", source, tasks.whole(file))));
    for (long cut = 1; cut < length; cut++) {
      assertEquals(
          List.of("1|one", "2|two"),
          all(scan("t", source, tasks.range(file, 0, cut), tasks.range(file, cut, length))),
          "cut at " + cut);
    }
  }

  @Test
  void csvOptionsAndColumnsNotNeededAreHeeded() throws Exception {
    Path file = tasks.write("t.csv", "x;1;NA\r\ny;NA;2\r\n");
    ScanSource source =
        new ScanSource(
            FileFormat.CSV,
            Map.of("header", "false", "delim", "';'", "nullstr", "'NA'"),
            schema("c INTEGER", "a VARCHAR"),
            schema("a VARCHAR", "b INTEGER", "c INTEGER").columns(),
            List.of(),
            "");
    assertEquals(
        List.of("2|y", "null|x"),
        tasks.rows(
            "SELECT c, a FROM t ORDER BY c NULLS LAST",
            source.schema(),
            scan("t", source, tasks.whole(file))));
  }

  @Test
  void eachFileIsReadInItsLayoutAndLacksWhatThatLacks() throws Exception {
    Split commas = tasks.whole(tasks.write("a.csv", "id,a\n1,x\n"));
    Split other = tasks.whole(tasks.write("b.csv", "b;id\n2.5;2\n"));
    Split semicolons =
        new Split(
            other.file(), other.fileBytes(), other.etag(), 0, 11, false, List.of(), List.of(), 1);
    ScanSource source =
        new ScanSource(
            FileFormat.CSV,
            List.of(
                new FileLayout(
                    Map.of("header", "true", "delim", "','"),
                    schema("id INTEGER", "a VARCHAR").columns()),
                new FileLayout(
                    Map.of("header", "true", "delim", "';'"),
                    schema("b DOUBLE", "id INTEGER").columns())),
            schema("a VARCHAR", "b DOUBLE", "id INTEGER"),
            List.of(),
            "");
    assertEquals(
        List.of("x|null|1", "null|2.5|2"),
        tasks.rows(
            "SELECT * FROM t ORDER BY id", source.schema(), scan("t", source, commas, semicolons)));
  }

  @Test
  void quotedLineFeedsAreRightInAWholeFile() throws Exception {
    Path file = tasks.write("t.csv", "id,text\n1,\"a\nb\"\n2,c\n");

    assertEquals(
        List.of("1|3", "2|1"),
        tasks.rows(
            "SELECT id, length(text)::INTEGER AS text FROM t ORDER BY id",
            schema("id INTEGER", "text INTEGER"),
            scan("t", csv(ID_TEXT), tasks.whole(file))));
  }

  @Test
  void jsonLinesAreReadByRange() throws Exception {
    String text = "{\"id\":1,\"text\":\"one\"}\n{\"text\":\"no id\"}\n{\"id\":3,\"more\":[1]}\n";
    Path file = tasks.write("t.json", text);
    List<String> whole = all(scan("t", json(ID_TEXT), tasks.whole(file)));
    assertEquals(List.of("1|one", "3|null", "null|no id"), whole);
    for (long cut = 1; cut < text.length(); cut += 7) {
      assertEquals(
          whole,
          all(
              scan(
                  "t",
                  json(ID_TEXT),
                  tasks.range(file, 0, cut),
                  tasks.range(file, cut, text.length()))));
    }
  }

  @Test
  void anArrayOfObjectsAndCompressedFilesAreReadWhole() throws Exception {
    Path array = tasks.write("a.json", "[{\"id\":1,\"text\":\"a\"},\n{\"id\":2}]");
    ScanSource arrays =
        new ScanSource(
            FileFormat.JSON,
            Map.of("format", "'array'"),
            ID_TEXT,
            ID_TEXT.columns(),
            List.of(),
            "");
    assertEquals(List.of("1|a", "2|null"), all(scan("t", arrays, tasks.whole(array))));
    for (String end : List.of("gz", "zst")) {
      String compression = end.equals("gz") ? "gzip" : "zstd";
      Path csv =
          tasks.write(
              "c.csv." + end,
              "SELECT 1 AS id, 'x' AS text",
              "FORMAT csv, HEADER, COMPRESSION " + compression);
      assertEquals(List.of("1|x"), all(scan("t", csv(ID_TEXT), tasks.whole(csv))));
      Path json =
          tasks.write(
              "c.json." + end,
              "SELECT 1 AS id, 'x' AS text",
              "FORMAT json, COMPRESSION " + compression);
      assertEquals(List.of("1|x"), all(scan("t", json(ID_TEXT), tasks.whole(json))));
    }
  }

  @Test
  void pathColumnsAndTheFilesNameAreConstants() throws Exception {
    Schema all = schema("day DATE", "id INTEGER", "region VARCHAR", "file VARCHAR");
    List<Split> splits = new ArrayList<>();
    for (String path : List.of("day=2024-01-01/region=it's", "day=2024-01-02/region=b")) {
      Path folderOf = Files.createDirectories(folder.resolve(path));
      Path file = folderOf.resolve("f.parquet");
      tasks.oracle(
          "COPY (SELECT 1::INTEGER AS id, DATE '1999-01-01' AS day) TO %s (FORMAT parquet)"
              .formatted(Sql.literal(file.toString())));
      splits.add(
          path.endsWith("b")
              ? tasks.whole(file, "2024-01-02", PathValues.NULL)
              : tasks.whole(file, "2024-01-01", "it's"));
    }
    ScanSource source =
        new ScanSource(
            FileFormat.PARQUET,
            Map.of(),
            all,
            List.of(),
            List.of(new Column("day", "DATE"), new Column("region", "VARCHAR")),
            "file");
    assertEquals(
        List.of(
            "2024-01-01|1|it's|" + folder + "/day=2024-01-01/region=it's/f.parquet",
            "2024-01-02|1|null|" + folder + "/day=2024-01-02/region=b/f.parquet"),
        tasks.rows(
            "SELECT * FROM t ORDER BY day", all, scan("t", source, splits.toArray(Split[]::new))));
  }

  @Test
  void aStoreWithoutFilesIsReadByCopies() throws Exception {
    MemoryObjectStore memory = new MemoryObjectStore();
    ObjectUri parquet = ObjectUri.parse("memory://b/t.parquet");
    ObjectUri csv = ObjectUri.parse("memory://b/t.csv");
    try (Tasks remote = new Tasks(memory, folder, ObjectUri.parse("memory://b/work"))) {
      memory.put(
          parquet,
          remote.write("t.parquet", "SELECT 1::INTEGER AS id, 'p' AS text", "FORMAT parquet"));
      memory.put(csv, remote.write("t.csv", "id,text\n2,c\n3,d\n"));
      Split p =
          new Split(
              parquet,
              memory.stat(parquet).lengthBytes(),
              memory.stat(parquet).etag(),
              0,
              1,
              true,
              List.of(),
              List.of());
      Split c = new Split(csv, 16, memory.stat(csv).etag(), 5, 16, false, List.of(), List.of());
      assertEquals(
          List.of("1|p", "2|c", "3|d"),
          remote.rows(
              "SELECT * FROM p UNION ALL SELECT * FROM c ORDER BY id",
              ID_TEXT,
              scan("p", parquet(ID_TEXT), p),
              scan("c", csv(ID_TEXT), c)));
    }
  }
}
