package dev.dunlin.planner.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.stage.FileFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class CsvTableTest extends CatalogTest {
  private static final SplitSizing SMALL = new SplitSizing(2000, 1);

  /** All rows as the tasks of a plan read them. */
  private List<?> read(FileTable table, SplitSizing sizing) throws IOException, SQLException {
    return rows(new TaskReads(folder).query(table.scan(table.schema().names(), List.of(), sizing)));
  }

  private void sameAsDuckDb(FileTable table, String from) throws IOException, SQLException {
    assertEquals(duckdbSchema(from), table.schema());
    assertEquals(rows("FROM " + from), read(table, ONE_TASK));
    assertEquals(rows("FROM " + from), read(table, SMALL));
    assertFalse(table.rowsExact());
  }

  private void sameAsDuckDb(String path) throws IOException, SQLException {
    sameAsDuckDb(table(path), "'" + at(path) + "'");
  }

  @Test
  void everyDialectIsReadAsDuckDbReadsIt() throws Exception {
    text("standard.csv", "id,name,amt,d\n1,\"x, y\",1.5,2020-01-01\n2,\"say \"\"hi\"\"\",2,\n");
    text("plain.csv", "id,name\n1,x\n2,y\n");
    text("headless.csv", "1,x,2.5\n2,y,3\n");
    text("semicolons.csv", "id;name;d\n1;x;01/02/2020\n2;y;15/02/2020\n");
    text("comment.csv", "# made by hand\nid;name\n1;x\n2;y\n");
    text("tabs.tsv", "id\tname\n1\tx\n2\t\n");
    text("crlf.csv", "id,name\r\n1,x\r\n2,\"y\r\nz\"\r\n");
    text("bom.csv", "\ufeffid,name\n1,x\n");
    text("backslash.csv", "id,name\n1,\"a\\\"b\"\n2,\"c,d\"\n");
    text("single.csv", "id,name\n1,'a,b'\n2,'c'\n");
    text("twice.csv", "a,a,b\n1,2,3\n");
    text("header only.csv", "id,name\n");
    text("open.csv", "id,name\n1,x\n2,y");
    text("inches.csv", "id,size\n1,5\" pipe\n2,6\" pipe\n");
    text(
        "american.csv",
        "id,d,t\n1,02/15/2020,2020-01-01 10:00:00\n2,12/31/2020,2020-01-01 10:00:01\n");
    text(
        "far.csv",
        "d,t\n2020-01-01,2020-01-01 10:00:00\ninfinity,-infinity\n0044-03-15 (BC),0044-03-15 (BC) 10:00:00\n");
    text("types.csv", "b,t,ts,big\ntrue,10:00:00,2020-01-01T10:00:00,99999999999999999999\n");
    for (String file :
        List.of(
            "standard.csv",
            "plain.csv",
            "headless.csv",
            "semicolons.csv",
            "comment.csv",
            "tabs.tsv",
            "crlf.csv",
            "bom.csv",
            "backslash.csv",
            "single.csv",
            "twice.csv",
            "header only.csv",
            "open.csv",
            "inches.csv",
            "american.csv",
            "far.csv",
            "types.csv")) {
      sameAsDuckDb(file);
    }
  }

  @Test
  void theUsersOptionsWin() throws Exception {
    text("o.csv", "x|y|when\n1,5|-|15.02.2020\n2,5|b|16.02.2020\n");
    for (Map<String, String> options :
        List.of(
            Map.of("delim", "'|'", "decimal_separator", "','", "dateformat", "'%d.%m.%Y'"),
            Map.of("sep", "'|'", "nullstr", "'-'"),
            Map.of("delimiter", "'|'", "all_varchar", "true"),
            Map.of("delim", "'|'", "header", "false"),
            Map.of("delim", "'|'", "skip", "1", "names", "['a', 'b', 'c']", "header", "false"),
            Map.of("delim", "'|'", "types", "{'y': 'BLOB'}"),
            Map.of("delim", "'|'", "columns", "{'a': 'VARCHAR', 'b': 'VARCHAR', 'c': 'VARCHAR'}"),
            Map.of("delim", "'|'", "quote", "''", "escape", "''", "normalize_names", "true"),
            Map.of("delim", "','", "quote", "'\"'", "null_padding", "true"),
            Map.of(
                "auto_detect", "false",
                "delim", "'|'",
                "columns", "{'a': 'VARCHAR', 'b': 'VARCHAR', 'c': 'VARCHAR'}"),
            Map.of("delim", "'|'", "comment", "'2'", "strict_mode", "false"))) {
      FileTable table = table(FileFormat.CSV, "o.csv", options);
      sameAsDuckDb(
          table, "read_csv('" + at("o.csv") + "'" + ReaderOptions.arguments(options) + ")");
    }
  }

  @Test
  void aTaskNeverSniffs() throws Exception {
    text("t.csv", "id,d\n1,01/02/2020\n2,15/02/2020\n");
    Map<String, String> options =
        table("t.csv").scan(List.of(), List.of(), ONE_TASK).source().layouts().getFirst().options();
    assertEquals(
        Map.of(
            "delim",
            "','",
            "quote",
            "'\"'",
            "escape",
            "'\"'",
            "comment",
            "''",
            "skip",
            "0",
            "header",
            "true",
            "dateformat",
            "'%d/%m/%Y'"),
        options);
  }

  @Test
  void quotesThatComeLateAreQuotes() throws Exception {
    StringBuilder rows = new StringBuilder("id,name\n");
    for (int i = 0; i < 30000; i++) {
      rows.append(i).append(",n").append(i).append('\n');
    }
    text("late.csv", rows + "30000,\"y, z\"\n30001,\"say \"\"hi\"\"\"\n");
    FileTable table = table("late.csv");
    assertEquals(
        "[[30001, say \"hi\"]]",
        rows("FROM ("
                + new TaskReads(folder)
                    .query(table.scan(List.of("id", "name"), List.of(), ONE_TASK))
                + ") WHERE id = 30001")
            .toString());
  }

  @Test
  void verySmallFilesShareTasksButNotAllOne() throws Exception {
    for (int i = 0; i < 1100; i++) {
      text("s/" + (10_000 + i) + ".csv", "a\n" + i + "\n");
    }
    List<Integer> files =
        table("s").scan(List.of("a"), List.of(), new SplitSizing(128 << 20, 1)).tasks().stream()
            .map(List::size)
            .toList();
    assertEquals(3, files.size());
    assertTrue(files.stream().allMatch(count -> count > 300 && count <= 512), files.toString());
  }

  @Test
  void filesAreTypedTogether() throws Exception {
    text("m/1.csv", "id,v,d\n1,5,01/02/2020\n");
    text("m/2.csv", "id,v,d\n2,1.5,15/02/2020\n");
    text("m/3.csv", "id,v,d\nx,,\n");
    text("m/4.csv", "");
    FileTable table = table("m");
    assertEquals("(id VARCHAR, v DOUBLE, d DATE)", table.schema().toString());
    assertEquals(
        List.of("1 5.0 2020-02-01", "2 1.5 2020-02-15", "x null null"),
        rows(new TaskReads(folder).query(table.scan(table.schema().names(), List.of(), ONE_TASK)))
            .stream()
            .map(row -> row.get(0) + " " + row.get(1) + " " + row.get(2))
            .toList());
  }

  @Test
  void differentHeadersAreRefused() throws Exception {
    text("m/1.csv", "id,name\n1,x\n");
    text("m/2.csv", "name,id,more\nx,1,2\n");
    refused(() -> table("m"), "1.csv", "2.csv", "[id, name]", "[name, id, more]", "union_by_name");
    // Even where the file is none of those that are looked at for types.
    for (int i = 0; i < 100; i++) {
      text("n/" + (100 + i) + ".csv", (i == 77 ? "id,nam" : "id,name") + "\n1,x\n");
    }
    refused(() -> table("n"), "n/100.csv", "n/177.csv", "[id, nam]");
    text("c/1.csv", "1,x\n2,y\n");
    text("c/2.csv", "1,x,5\n2,y,6\n");
    refused(() -> table("c"), "different columns", "c/1.csv", "c/2.csv");
    text("p/1.csv", "id,name\n1,x\n");
    text("p/2.csv", "name,id\nx,1\n");
    refused(
        () -> table("p", "columns", "{'a': 'VARCHAR', 'b': 'VARCHAR'}"), "p/2.csv", "[name, id]");
  }

  @Test
  void columnsInAnotherOrderAreNoDifference() throws Exception {
    text("m/1.csv", "id,name\n1,x\n");
    text("m/2.csv", "NAME,id\ny,2\n");
    assertEquals("[[1, x], [2, y]]", read(table("m"), ONE_TASK).toString());
  }

  @Test
  void filesWrittenDifferentlyAreReadEachInItsWay() throws Exception {
    text("d/1.csv", "id,name\n1,x\n");
    text("d/2.csv", "id;name\n2;y\n");
    sameAsDuckDb("d/*.csv");
    text("q/1.csv", "id,name\n1,\"x,y\"\n");
    text("q/2.csv", "id,name\n2,'x,y'\n");
    sameAsDuckDb("q/*.csv");
  }

  @Test
  void unionByNameReadsFilesOfDifferentColumnsAsDuckDbDoes() throws Exception {
    text("u/1.csv", "id,name,d\n1,\"a, b\",01/02/2020\n2,c,15/02/2020\n");
    text("u/2.csv", "NAME;amount;d\n" + "x;1.5;2020-01-01\n".repeat(300));
    text("u/3.csv", "extra\nlonely\n");
    text("u/4.csv", "id,name,d\nz,,\n");
    Map<String, String> union = Map.of("union_by_name", "true");
    sameAsDuckDb(
        table("u", "union_by_name", "true"),
        "read_csv('" + at("u/*.csv") + "', union_by_name = true)");
    Map<String, String> typed = new TreeMap<>(union);
    typed.put("types", "{'amount': 'DECIMAL(9,2)'}");
    sameAsDuckDb(
        table(FileFormat.CSV, "u", typed),
        "read_csv('" + at("u/*.csv") + "'" + ReaderOptions.arguments(typed) + ")");
    // Also where the file is none of those that are looked at for types.
    for (int i = 0; i < 60; i++) {
      text("n/" + (100 + i) + ".csv", i == 37 ? "v;id;w\n7;37;2.5\n" : "id,v\n" + i + ",1\n");
    }
    sameAsDuckDb(
        table("n", "union_by_name", "true"),
        "read_csv('" + at("n/*.csv") + "', union_by_name = true)");
  }

  @Test
  void quotesThatOnlyALaterFileShowsAreQuotes() throws Exception {
    text("m/1.csv", "id,name\n1,x\n");
    text("m/2.csv", "id,name\n1,'x,y'\n2,'z'\n");
    assertEquals("[[1, x], [1, x,y], [2, z]]", read(table("m"), ONE_TASK).toString());
  }

  @Test
  void headersThatOnlyLookDifferentAreOne() throws Exception {
    text("m/1.csv", "id,name\n1,x\n");
    text("m/2.csv", "id,\"name\"\r\n2,y\r\n");
    assertEquals("[[1, x], [2, y]]", read(table("m"), ONE_TASK).toString());
  }

  @Test
  void anEmptyFileIsRefused() throws Exception {
    text("t.csv", "");
    refused(() -> table("t.csv"), "t.csv", "0 bytes");
  }

  @Test
  void whatDuckDbCannotReadIsRefusedWithTheFile() throws Exception {
    text("t.csv", "a,b\n1,2\n");
    refused(() -> table("t.csv", "types", "{'c': 'INT'}"), "t.csv", "\"c\"");
    refused(() -> table("t.csv", "delm", "','"), "delm", "'delim'");
    refused(() -> table("t.csv", "header", "'perhaps'"), "header");
    refused(() -> table("t.csv", "store_rejects", "true"), "store_rejects");
  }

  private String random(Random random, boolean newlines) {
    StringBuilder text = new StringBuilder("id,name,note\n");
    for (int i = 0; i < 400; i++) {
      String note = "n".repeat(random.nextInt(20));
      if (random.nextInt(4) == 0) {
        note = "\"a \"\"q\"\", " + (newlines && random.nextInt(5) == 0 ? "\n\n" : "") + "b\"";
      }
      text.append(i)
          .append(',')
          .append("é".repeat(random.nextInt(4)))
          .append(',')
          .append(note)
          .append('\n');
    }
    return text.toString();
  }

  @Test
  void aFileWithoutQuotedNewlinesIsCutAndReadWhole() throws Exception {
    Random random = new Random(3);
    for (int round = 0; round < 10; round++) {
      text("t" + round + ".csv", random(random, false));
      FileTable table = table("t" + round + ".csv");
      ScanPlan plan = table.scan(List.of("id"), List.of(), SMALL);
      assertTrue(plan.tasks().size() > 1);
      sameAsDuckDb("t" + round + ".csv");
    }
  }

  @Test
  void aQuotedNewlineIsSeenBehindAnyNumberOfBytesWithoutQuotes() throws Exception {
    // A file is looked through in pieces of 1 MiB; what ends one decides whether a quote opens.
    for (String end : List.of("1,", "1,  ", "x\n")) {
      String lines = "id,name\n" + "1,x\n".repeat((1 << 18) - 4);
      String filler = "y".repeat((1 << 20) - lines.length() - end.length() - 3);
      text(
          "far.csv",
          lines + "1," + filler + "\n" + end + "\"a\nb\"" + (end.endsWith("\n") ? ",z\n" : "\n"));
      assertEquals(1 << 20, Files.readString(folder.resolve("far.csv")).indexOf('"'));
      assertEquals(
          1,
          table("far.csv", "columns", "{'id': 'VARCHAR', 'name': 'VARCHAR'}")
              .scan(List.of("id"), List.of(), new SplitSizing(1 << 18, 1))
              .tasks()
              .size(),
          end);
    }
    text("near.csv", "id,name\n" + "1,x\n".repeat(1 << 19));
    assertTrue(
        table("near.csv").scan(List.of("id"), List.of(), new SplitSizing(1 << 18, 1)).tasks().size()
            > 4);
  }

  @Test
  void aFileWithQuotedNewlinesIsOneSplit() throws Exception {
    Random random = new Random(4);
    for (int round = 0; round < 10; round++) {
      text("t" + round + ".csv", random(random, true));
      FileTable table = table("t" + round + ".csv");
      assertEquals(1, table.scan(List.of("id"), List.of(), SMALL).tasks().size());
      sameAsDuckDb("t" + round + ".csv");
    }
  }

  @Test
  void filesOfAnyDialectAreReadAsDuckDbReadsThem() throws Exception {
    Random random = new Random(11);
    int cut = 0;
    for (int round = 0; round < 120; round++) {
      String name = "r" + round + ".csv";
      text(name, anyDialect(random));
      sameAsDuckDb(name);
      FileTable table = table(name);
      cut += table.scan(List.of(), List.of(), SMALL).tasks().size() > 1 ? 1 : 0;
    }
    assertTrue(cut > 20, "only " + cut + " files were cut");
  }

  private static String anyDialect(Random random) {
    String delimiter = List.of(",", ";", "|", "\t").get(random.nextInt(4));
    String newline = random.nextInt(3) == 0 ? "\r\n" : "\n";
    String quote = random.nextInt(4) == 0 ? "'" : "\"";
    int quoting = random.nextInt(4);
    boolean newlines = random.nextInt(4) == 0;
    int rows = random.nextInt(5) == 0 ? random.nextInt(3) : 50 + random.nextInt(200);
    List<String> kinds = new ArrayList<>();
    int width = 2 + random.nextInt(4);
    for (int i = 0; i < width; i++) {
      kinds.add(List.of("int", "double", "date", "time", "text", "bool").get(random.nextInt(6)));
    }
    StringBuilder text = new StringBuilder();
    if (random.nextInt(5) > 0) {
      for (int i = 0; i < width; i++) {
        text.append(i == 0 ? "" : delimiter).append("col ").append((char) ('a' + i));
      }
      text.append(newline);
    }
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < width; i++) {
        String value =
            switch (kinds.get(i)) {
              case "int" -> Integer.toString(random.nextInt(2000) - 1000);
              case "double" -> Double.toString(random.nextInt(1000) / 8.0);
              case "date" ->
                  "2024-0%d-%02d".formatted(1 + random.nextInt(9), 1 + random.nextInt(28));
              case "time" ->
                  "2024-01-%02d 10:00:%02d".formatted(1 + random.nextInt(28), random.nextInt(60));
              case "bool" -> Boolean.toString(random.nextBoolean());
              default -> "wörd " + random.nextInt(100);
            };
        if (random.nextInt(12) == 0) {
          value = "";
        } else if (kinds.get(i).equals("text") && quoting > 0) {
          String inside = random.nextInt(3) == 0 ? quote + quote + "q" + quote + quote : "";
          String end = newlines && random.nextInt(9) == 0 ? newline + newline : "";
          value = quote + value + delimiter + inside + end + quote;
        } else if (quoting > 1 && random.nextInt(quoting) > 0) {
          value = quote + value + quote;
        }
        text.append(i == 0 ? "" : delimiter).append(value);
      }
      text.append(row == rows - 1 && random.nextBoolean() ? "" : newline);
    }
    return text.isEmpty() ? "col a,col b\n" : text.toString();
  }

  @Test
  void aStrayQuoteDoesNotHideAQuotedNewline() throws Exception {
    String filler = "1,x,y\n".repeat(500);
    text("t.csv", "a,b,c\n\"q\",x,y\n" + filler + "5\" z,\"x\ny\",6\" z\n" + filler);
    assertEquals(
        1, table("t.csv", "quote", "'\"'").scan(List.of(), List.of(), SMALL).tasks().size());
  }

  @Test
  void theUserCanSayWhetherNewlinesAreQuoted() throws Exception {
    text("bucket/t.csv", "id,name\n" + "1,\"x\"\n".repeat(1000));
    List<String> distant = List.of("s3://bucket/t.csv");
    FileTable unknown = tables.open(Optional.empty(), distant, Map.of());
    assertEquals(1, unknown.scan(List.of(), List.of(), SMALL).tasks().size());
    FileTable none = tables.open(Optional.empty(), distant, Map.of("quoted_newlines", "false"));
    assertTrue(none.scan(List.of(), List.of(), SMALL).tasks().size() > 1);
    assertTrue(table("bucket/t.csv").scan(List.of(), List.of(), SMALL).tasks().size() > 1);
    assertEquals(
        1,
        table("bucket/t.csv", "quoted_newlines", "true")
            .scan(List.of(), List.of(), SMALL)
            .tasks()
            .size());
  }

  @Test
  void aCompressedFileIsReadWhole() throws Exception {
    String content = "id,name\n" + "1,\"x\"\n".repeat(3000);
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("t.csv.gz")))) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
    sameAsDuckDb("t.csv.gz");
    FileTable table = table("t.csv.gz");
    assertEquals(1, table.scan(List.of(), List.of(), new SplitSizing(10, 4)).tasks().size());
    assertEquals(3000.0, (double) table.rows(), 300);
    write("SELECT i AS id, 'x' || i AS name FROM range(3000) t(i)", "t.csv.zst");
    sameAsDuckDb("t.csv.zst");
    assertTrue(table("t.csv.zst").rows() > 0);
  }

  @Test
  void rowsAreEstimatedByTheirLength() throws Exception {
    text("t.csv", "id,name\n" + "12345,abcdefgh\n".repeat(100_000));
    assertEquals(100_000.0, (double) table("t.csv").rows(), 1000);
    text("s.csv", "id,name\n1,x\n2,y");
    assertEquals(2, table("s.csv").rows());
    FileTable table = table("t.csv");
    assertTrue(table.nullable("id"));
    assertEquals(Optional.empty(), table.statistics("id"));
    assertEquals(table.bytes(), table.scan(List.of("id"), List.of(), ONE_TASK).bytes());
  }

  @Test
  void manySmallFilesShareATask() throws Exception {
    for (int i = 0; i < 40; i++) {
      text("n/p=%d/f.csv".formatted(i), "id,name\n%d,x\n".formatted(i));
    }
    FileTable table = table("n");
    assertEquals(List.of("id", "name", "p"), table.schema().names());
    assertEquals(40, table.rows());
    assertEquals(
        4, table.scan(List.of("p"), List.of(), new SplitSizing(1 << 20, 4)).tasks().size());
    ScanPlan one =
        table.scan(
            List.of("id", "p"),
            List.of(new ColumnPredicate.Compare("p", ColumnPredicate.Op.EQ, "7", "INTEGER")),
            ONE_TASK);
    assertEquals("[[7, 7]]", rows(new TaskReads(folder).query(one)).toString());
  }

  @Test
  void aDistantFileIsTypedByItsBeginning() throws Exception {
    text("bucket/c/t.csv", "id,name\n" + "1,x\n".repeat(10));
    FileTable table =
        tables.open(Optional.empty(), List.of("s3://bucket/c"), Map.of("filename", "true"));
    assertEquals("(id BIGINT, name VARCHAR, filename VARCHAR)", table.schema().toString());
    assertEquals(10, table.rows());
  }
}
