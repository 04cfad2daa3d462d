package dev.dunlin.tests.badinput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Bad lines in CSV and JSON: the file and its line are named, wherever the line is read. */
@Tag("unit")
final class TextFilesTest extends BadInput {
  /** More lines than DuckDB looks at to see how a file is written. */
  private static final int MANY = 25_000;

  @Test
  void aRowWithTooManyValuesIsNamedByItsLine() throws Exception {
    text("small.csv", "id,text\n1,a\n2,b,c\n3,d\n");
    refused(
        "SELECT id FROM '${dir}/small.csv'",
        "Cannot read line 3 of ${dir}/small.csv: Expected Number of Columns: 2 Found: 3",
        "(the line is: 2,b,c)",
        "ignore_errors := true");
    assertEquals(
        List.of("[1, a]", "[3, d]"),
        rows("SELECT * FROM read_csv('${dir}/small.csv', ignore_errors := true)"));
  }

  @Test
  void aRowWithTooFewValuesIsNamedByItsLine() throws Exception {
    text("small.csv", "id,text\n1,a\n2\n3,d\n");
    refused(
        "SELECT * FROM '${dir}/small.csv'",
        "Cannot read line 3 of ${dir}/small.csv: Expected Number of Columns: 2 Found: 1");
  }

  @Test
  void aBadRowAmongThousandsIsNamedByItsLine() throws Exception {
    text("large.csv", lines(5_000, 4_000, "1,2,3"));
    refused("SELECT max(text) FROM '${dir}/large.csv'", "line 4000 of ${dir}/large.csv", "1,2,3");
  }

  @Test
  void aBadRowBehindTheSampleIsNamedByItsLine() throws Exception {
    text("large.csv", lines(MANY, 24_000, "1,2,3"));
    refused("SELECT max(text) FROM '${dir}/large.csv'", "line 24000 of ${dir}/large.csv", "1,2,3");
  }

  @Test
  void aBadRowInAPieceOfAFileIsNamedByItsLineInTheWholeFile() throws Exception {
    text("large.csv", lines(MANY, 24_000, "1,2,3"));
    run("SET scan.split-size = '16KiB'");
    String message =
        refused("SELECT max(text) FROM '${dir}/large.csv'", "line 24000 of ${dir}/large.csv");
    assertFalse(message.contains("/s0/t0"), "must be of a later piece: " + message);
  }

  @Test
  void aBadRowInACompressedFileIsNamedByItsLine() throws Exception {
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(dir().resolve("large.csv.gz")))) {
      out.write(lines(MANY, 24_000, "1,2,3").getBytes(StandardCharsets.UTF_8));
    }
    refused("SELECT max(text) FROM '${dir}/large.csv.gz'", "line 24000 of ${dir}/large.csv.gz");
  }

  @Test
  void aValueOfAnotherTypeIsNamedWithColumnTypeAndLine() throws Exception {
    text("large.csv", lines(MANY, 24_000, "x9,bad"));
    refused(
        "SELECT max(id) FROM '${dir}/large.csv'",
        "line 24000 of ${dir}/large.csv",
        "\"id\"",
        "\"x9\"",
        "'BIGINT'",
        "x9,bad",
        "task j-");
  }

  @Test
  void aFileInAnotherEncodingIsNamedByItsLine() throws Exception {
    Files.write(
        dir().resolve("latin.csv"),
        "id,text\n1,a\n2,\u00fc\n".getBytes(StandardCharsets.ISO_8859_1));
    refused(
        "SELECT * FROM '${dir}/latin.csv'", "line 3 of ${dir}/latin.csv", "This file is not utf-8");
  }

  @Test
  void eachErrorOfALineNamesTheOptionsThatHelp() throws Exception {
    text("types.csv", lines(MANY, 24_000, "NA,bad"));
    refused(
        "SELECT max(id) FROM '${dir}/types.csv'",
        "types := {'id': 'VARCHAR'}",
        "nullstr := 'NA'",
        "sample_size := -1",
        "ignore_errors := true");
    text("short.csv", lines(MANY, 24_000, "7"));
    refused("SELECT max(id), max(text) FROM '${dir}/short.csv'", "null_padding := true");
    Files.write(
        dir().resolve("latin.csv"),
        lines(MANY, 24_000, "7,\u00fc").getBytes(StandardCharsets.ISO_8859_1));
    refused("SELECT max(text) FROM '${dir}/latin.csv'", "encoding := 'latin-1'");
  }

  @Test
  void filesWithDifferentHeadersAreNamed() throws Exception {
    Files.createDirectory(dir().resolve("days"));
    text("days/1.csv", "id,text\n1,a\n");
    text("days/2.csv", "id,name\n2,b\n");
    refused("SELECT * FROM '${dir}/days/'", "${dir}/days/1.csv", "${dir}/days/2.csv", "name");
  }

  @Test
  void aMalformedJsonLineIsNamed() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int line = 1; line <= MANY; line++) {
      text.append(line == 24_000 ? "{\"id\":1" : "{\"id\":" + line + "}").append('\n');
    }
    text("large.json", text.toString());
    refused("SELECT max(id) FROM '${dir}/large.json'", "line 24000 of ${dir}/large.json");
    run("SET scan.split-size = '16KiB'");
    refused("SELECT max(id) FROM '${dir}/large.json'", "line 24000 of ${dir}/large.json");
  }

  @Test
  void anUnknownOptionIsAnsweredWithTheNearest() throws Exception {
    text("small.csv", "id,text\n1,a\n");
    refused(
        "SELECT * FROM read_csv('${dir}/small.csv', heder := true)",
        "read_csv has no option 'heder'. Did you mean 'header'?",
        "line 1, column 15:");
    refused(
        "SELECT * FROM read_csv('${dir}/small.csv', header := 'maybe')",
        "'maybe'",
        "\"header\"",
        "BOOLEAN");
    refused(
        "SELECT * FROM read_csv('${dir}/small.csv', store_rejects := true)",
        "has no option 'store_rejects' here");
  }
}
