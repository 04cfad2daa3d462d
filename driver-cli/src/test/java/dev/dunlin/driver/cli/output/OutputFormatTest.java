package dev.dunlin.driver.cli.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.dunlin.driver.session.Rows;
import dev.dunlin.driver.session.SampleRows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.TypeConversionException;

@Tag("unit")
final class OutputFormatTest {
  private static final String AWKWARD =
      """
      SELECT n, "a text", money::DECIMAL(5,2) AS money, ok, list FROM (VALUES
        (1, 'plain', 1.50, true, [1, 2]),
        (-20, 'comma, "quote"', NULL, false, []),
        (NULL, NULL, 300.25, NULL, NULL),
        (4, '', 0, true, [NULL]),
        (5, 'two' || chr(10) || 'lines | bar', 0, true, [5]))
      t("n", "a text", "money", "ok", "list")""";

  @TempDir Path folder;

  private String print(OutputFormat format, String... selects) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Rows rows = SampleRows.of(folder, selects)) {
      format.write(rows, out);
    }
    return out.toString(UTF_8);
  }

  private String table(int maxRows, int maxColumns, String... selects) throws Exception {
    StringWriter out = new StringWriter();
    try (Rows rows = SampleRows.of(folder, selects)) {
      new TableFormat(maxRows, maxColumns, "--format csv, or a pipe").write(rows, out);
    }
    return out.toString();
  }

  @Test
  void aTableIsABoxWithNumbersToTheRight() throws Exception {
    assertEquals(
        """
        ┌─────────┬──────────────────┬──────────────┬─────────┬───────────┐
        │    n    │      a text      │    money     │   ok    │   list    │
        │ integer │     varchar      │ decimal(5,2) │ boolean │ integer[] │
        ├─────────┼──────────────────┼──────────────┼─────────┼───────────┤
        │       1 │ plain            │         1.50 │ true    │ [1, 2]    │
        │     -20 │ comma, "quote"   │         NULL │ false   │ []        │
        │    NULL │ NULL             │       300.25 │ NULL    │ NULL      │
        │       4 │                  │         0.00 │ true    │ [NULL]    │
        │       5 │ two\\nlines | bar │         0.00 │ true    │ [5]       │
        └─────────┴──────────────────┴──────────────┴─────────┴───────────┘
        5 rows
        """,
        print(OutputFormat.TABLE, AWKWARD));
  }

  @Test
  void aTableOfNoRowsStillShowsItsColumns() throws Exception {
    assertEquals(
        """
        ┌────────┐
        │   i    │
        │ bigint │
        ├────────┤
        └────────┘
        0 rows
        """,
        print(OutputFormat.TABLE, "SELECT i FROM range(0) t(i)"));
  }

  @Test
  void rowsInTheMiddleAreLeftOutAndTheLastLineSaysHowToSeeThem() throws Exception {
    assertEquals(
        """
        ┌────────┐
        │   i    │
        │ bigint │
        ├────────┤
        │      0 │
        │      1 │
        │   ·    │
        │   ·    │
        │   ·    │
        │    998 │
        │    999 │
        └────────┘
        1,000 rows (4 rows shown: for all of it use --format csv, or a pipe)
        """,
        table(4, 80, "SELECT i FROM range(1000) t(i)"));
  }

  @Test
  void longValuesAreCutToTheScreensWidth() throws Exception {
    assertEquals(
        """
        ┌────────┬──────────────┐
        │   i    │      s       │
        │ bigint │   varchar    │
        ├────────┼──────────────┤
        │      0 │ xxxxxxxxxxx… │
        └────────┴──────────────┘
        1 row
        """,
        table(40, 25, "SELECT i, repeat('x', 100) AS s FROM range(1) t(i)"));
  }

  @Test
  void columnsInTheMiddleAreLeftOutWhereAllAreTooNarrow() throws Exception {
    assertEquals(
        """
        ┌──────────┬───┬──────────┐
        │    a     │ … │    e     │
        │ varchar  │ … │ varchar  │
        ├──────────┼───┼──────────┤
        │ 1234567… │ … │ 1234567… │
        └──────────┴───┴──────────┘
        1 row (2 of 5 columns shown: for all of it use --format csv, or a pipe)
        """,
        table(
            40,
            30,
            "SELECT * FROM (VALUES ('1234567890', '1234567890', '1234567890', '1234567890',"
                + " '1234567890')) t(a, b, c, d, e)"));
  }

  @Test
  void wideLettersTakeTwoColumnsAndControlCharactersAreHarmless() throws Exception {
    assertEquals(
        """
        ┌──────────┐
        │    s     │
        │ varchar  │
        ├──────────┤
        │ 日本     │
        │ e\u0301        │
        │ \\x1b[31m │
        └──────────┘
        3 rows
        """,
        print(
            OutputFormat.TABLE,
            "SELECT * FROM (VALUES ('日本'), ('e\u0301'), (chr(27) || '[31m')) t(s)"));
  }

  @Test
  void csvQuotesWhatNeedsItAndTellsNullFromEmpty() throws Exception {
    assertEquals(
        """
        n,a text,money,ok,list
        1,plain,1.50,true,"[1, 2]"
        -20,"comma, ""quote""\",,false,[]
        ,,300.25,,
        4,"",0.00,true,[NULL]
        5,"two
        lines | bar",0.00,true,[5]
        """,
        print(OutputFormat.CSV, AWKWARD));
  }

  @Test
  void csvHeadersAreQuotedAndMayRepeat() throws Exception {
    assertEquals(
        "\"a,b\",\"say \"\"x\"\"\",a,a\n1,2,3,4\n2,2,2,2\n",
        print(
            OutputFormat.CSV,
            "SELECT 1 AS \"a,b\", 2 AS \"say \"\"x\"\"\", 3 AS a, 4 AS a",
            "SELECT 2, 2, 2, 2"));
  }

  @Test
  void jsonLinesKeepTypes() throws Exception {
    assertEquals(
        """
        {"n":1,"a text":"plain","money":1.5,"ok":true,"list":[1,2]}
        {"n":-20,"a text":"comma, \\"quote\\"","money":null,"ok":false,"list":[]}
        {"n":null,"a text":null,"money":300.25,"ok":null,"list":null}
        {"n":4,"a text":"","money":0.0,"ok":true,"list":[null]}
        {"n":5,"a text":"two\\nlines | bar","money":0.0,"ok":true,"list":[5]}
        """,
        print(OutputFormat.JSONL, AWKWARD));
  }

  @Test
  void jsonIsOneArrayAlsoOverSeveralFilesAndOfNothing() throws Exception {
    assertEquals(
        "[\n{\"i\":0},\n{\"i\":1},\n{\"i\":7}\n]\n",
        print(OutputFormat.JSON, "SELECT i FROM range(2) t(i)", "SELECT 7"));
    assertEquals("[]\n", print(OutputFormat.JSON, "SELECT i FROM range(0) t(i)"));
  }

  @Test
  void numbersThatJsonLacksAreText() throws Exception {
    assertEquals(
        "{\"d\":\"nan\",\"f\":\"-inf\",\"h\":170141183460469231731687303715884105727,\"d_1\":0.5}\n",
        print(
            OutputFormat.JSONL,
            "SELECT 'nan'::DOUBLE AS d, '-inf'::FLOAT AS f,"
                + " 170141183460469231731687303715884105727 AS h, 0.5::DOUBLE AS d"));
  }

  @Test
  void markdownEscapesItsBars() throws Exception {
    assertEquals(
        """
        | n | a text | money | ok | list |
        | ---: | --- | ---: | --- | --- |
        | 1 | plain | 1.50 | true | [1, 2] |
        | -20 | comma, "quote" | NULL | false | [] |
        | NULL | NULL | 300.25 | NULL | NULL |
        | 4 |  | 0.00 | true | [NULL] |
        | 5 | two<br>lines \\| bar | 0.00 | true | [5] |
        """,
        print(OutputFormat.MARKDOWN, AWKWARD));
  }

  @Test
  void anUnknownFormatNamesTheOnesThereAre() {
    TypeConversionException e =
        assertThrows(TypeConversionException.class, () -> new OutputFormat.Parser().convert("xml"));
    assertEquals(
        "there is no format 'xml': use table, csv, json, jsonl or markdown", e.getMessage());
  }

  @Test
  void aReaderThatWentAwayIsToldApartFromAFailure() {
    StandardOutput gone = new StandardOutput(failing("Broken pipe"));
    assertThrows(StandardOutput.ClosedException.class, () -> gone.write(1));
    StandardOutput full = new StandardOutput(failing("No space left on device"));
    IOException e = assertThrows(IOException.class, () -> full.write(1));
    assertEquals("Cannot write to standard output: No space left on device", e.getMessage());
  }

  private static OutputStream failing(String message) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(message);
      }
    };
  }
}
