package dev.dunlin.planner.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.stage.FileFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class JsonTableTest extends CatalogTest {
  private static final SplitSizing SMALL = new SplitSizing(50, 1);

  private List<?> read(FileTable table, SplitSizing sizing) throws IOException, SQLException {
    return rows(new TaskReads(folder).query(table.scan(table.schema().names(), List.of(), sizing)));
  }

  private void sameAsDuckDb(FileTable table, String from) throws IOException, SQLException {
    assertEquals(duckdbSchema(from), table.schema());
    assertEquals(rows("FROM " + from), read(table, ONE_TASK));
    assertEquals(rows("FROM " + from), read(table, SMALL));
  }

  private void sameAsDuckDb(String path) throws IOException, SQLException {
    sameAsDuckDb(table(path), "'" + at(path) + "'");
  }

  @Test
  void everyLayoutIsReadAsDuckDbReadsIt() throws Exception {
    text(
        "lines.jsonl",
        "{\"a\":1,\"x\":{\"y\":[1,2]}}\n{\"a\":2.5,\"b\":\"line\\nend\"}\n{\"b\":null}\n");
    text("array.json", "[{\"a\":1},\n {\"a\":2}]\n");
    text("pretty.json", "{\n \"a\": 1\n}\n{\n \"a\": 2\n}\n");
    text("scalars.jsonl", "1\n2\n");
    text("lists.jsonl", "[1,2]\n[3]\n");
    text("json.jsonl", "{\"json\":1}\n{\"json\":2}\n");
    text("nothing.json", "[]");
    text("open.ndjson", "{\"a\":1}\n{\"a\":2}");
    text("blank.jsonl", "\n{\"a\":1}\n\n{\"a\":2}\n");
    text(
        "iso.jsonl",
        "{\"d\":\"2020-01-02\",\"t\":\"2020-01-02 10:00:00\",\"z\":\"2020-01-02T10:00:00Z\"}\n");
    text("dates.jsonl", "{\"d\":\"15-02-2020\"}\n{\"d\":\"16-02-2020\"}\n");
    text("times.jsonl", "{\"t\":\"15-02-2020 10:11:12\",\"d\":[\"2020-02-15\"]}\n");
    for (String file :
        List.of(
            "lines.jsonl",
            "array.json",
            "pretty.json",
            "scalars.jsonl",
            "lists.jsonl",
            "json.jsonl",
            "nothing.json",
            "open.ndjson",
            "blank.jsonl",
            "iso.jsonl",
            "dates.jsonl",
            "times.jsonl")) {
      sameAsDuckDb(file);
    }
  }

  @Test
  void linesAreCutAndArraysAreNot() throws Exception {
    text("lines.jsonl", "{\"a\":\"x\\ny\"}\n".repeat(100));
    assertTrue(table("lines.jsonl").scan(List.of("a"), List.of(), SMALL).tasks().size() > 10);
    sameAsDuckDb("lines.jsonl");
    text("array.json", "[" + "{\"a\":1},\n".repeat(100) + "{\"a\":1}]");
    FileTable array = table("array.json");
    assertEquals(1, array.scan(List.of("a"), List.of(), SMALL).tasks().size());
    assertEquals(101, array.rows());
    text("pretty.json", "{\n\"a\":1}\n".repeat(100));
    assertEquals(1, table("pretty.json").scan(List.of("a"), List.of(), SMALL).tasks().size());
  }

  @Test
  void filesOfDifferentLayoutsAreOneTable() throws Exception {
    text("m/1.jsonl", "{\"a\":1}\n{\"a\":2,\"c\":true}\n");
    text("m/2.json", "[{\"a\":3.5,\"b\":\"x\"}]");
    text("m/3.json", "");
    FileTable table = table("m");
    assertEquals(
        duckdbSchema("read_json(['" + at("m/1.jsonl") + "', '" + at("m/2.json") + "'])"),
        table.schema());
    assertEquals(3, read(table, SMALL).size());
  }

  @Test
  void optionsAreHandedOn() throws Exception {
    text("o.jsonl", "{\"a\":1,\"d\":\"15/02/2020\"}\n{\"a\":\n{\"a\":3}\n");
    for (Map<String, String> options :
        List.of(
            Map.of("ignore_errors", "true", "format", "'newline_delimited'"),
            Map.of("ignore_errors", "true", "format", "'nd'", "columns", "{'a': 'VARCHAR'}"),
            Map.of("ignore_errors", "true", "format", "'nd'", "dateformat", "'%d/%m/%Y'"))) {
      sameAsDuckDb(
          table(FileFormat.JSON, "o.jsonl", options),
          "read_json('" + at("o.jsonl") + "'" + ReaderOptions.arguments(options) + ")");
    }
    refused(() -> table("o.jsonl", "formt", "'nd'"), "formt", "'format'");
  }

  @Test
  void keysThatDifferInLetterCaseAloneAreRefused() throws Exception {
    text("case.jsonl", "{\"id\":1,\"ID\":2}\n");
    refused(() -> table("case.jsonl"), "'ID'", "'id'", "columns");
    sameAsDuckDb(
        table("case.jsonl", "columns", "{'ID': 'INTEGER'}"),
        "read_json('" + at("case.jsonl") + "', columns = {'ID': 'INTEGER'})");
    text("numbered.jsonl", "{\"id\":1,\"id_1\":2}\n");
    sameAsDuckDb("numbered.jsonl");
  }

  @Test
  void wrongJsonIsRefusedWithTheFile() throws Exception {
    text("bad.jsonl", "{\"a\":1}\n{\"a\":\n");
    refused(() -> table("bad.jsonl"), "bad.jsonl", "line");
    text("none.json", "");
    refused(() -> table("none.json"), "none.json", "0 bytes");
  }

  @Test
  void aCompressedFileIsReadWhole() throws Exception {
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("t.jsonl.gz")))) {
      out.write("{\"a\":1}\n".repeat(100).getBytes(StandardCharsets.UTF_8));
    }
    sameAsDuckDb("t.jsonl.gz");
    assertEquals(100, table("t.jsonl.gz").rows());
    write("SELECT i AS a FROM range(100) t(i)", "t.json.zst");
    sameAsDuckDb("t.json.zst");
  }

  @Test
  void foldersAndTheFilesNameAreColumns() throws Exception {
    text("f/p=1/a.jsonl", "{\"a\":1}\n");
    text("f/p=2/a.jsonl", "{\"a\":2}\n");
    FileTable table = table("f", "filename", "true");
    assertEquals(List.of("a", "filename", "p"), table.schema().names());
    assertEquals(
        "[[1, " + at("f/p=1/a.jsonl") + ", 1], [2, " + at("f/p=2/a.jsonl") + ", 2]]",
        read(table, ONE_TASK).toString());
  }
}
