package dev.dunlin.tests.badinput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the end of an output's name says: the format of its files, and how they are compressed. */
@Tag("unit")
final class EndingsTest extends BadInput {
  private static final String ROWS =
      "SELECT i AS id, 'a,' || i || chr(9) || 'b' AS text FROM range(3) t(i)";
  private static final Map<String, String> READERS =
      Map.of("parquet", "parquet", "csv", "csv", "tsv", "csv");

  @Test
  void filesAreWhatTheEndingSaysAndAreReadBackByAnyReader() throws Exception {
    for (String word : List.of("parquet", "csv", "tsv", "json", "jsonl", "ndjson")) {
      for (String compression : List.of("", ".gz", ".zst")) {
        if (!word.equals("parquet") || compression.isEmpty()) {
          assertRoundTrip(word + compression, "", READERS.getOrDefault(word, "json"));
        }
      }
    }
    assertRoundTrip("CSV.GZ", "", "csv");
  }

  @Test
  void anOptionGoesBeforeTheEndingAsInDuckDb() throws Exception {
    assertRoundTrip("csv", "(FORMAT parquet)", "parquet", "parquet");
    assertRoundTrip("parquet", "(FORMAT csv)", "csv", "csv");
    assertRoundTrip("csv.gz", "(COMPRESSION none)", "csv", "csv");
    assertRoundTrip("csv.gz", "(COMPRESSION zstd)", "csv", "csv.zst");
    assertRoundTrip("json", "(COMPRESSION gzip)", "json", "json.gz");
    assertRoundTrip("csv.gz", "(COMPRESSION auto)", "csv", "csv.gz");
    assertRoundTrip("tsv.gz", "(FORMAT json)", "json", "json.gz");
    assertRoundTrip("ndjson.gz", "(FORMAT parquet)", "parquet", "parquet");
    assertRoundTrip("orc", "(FORMAT csv)", "csv", "csv");
    assertRoundTrip("v1.2", "", "parquet", "parquet");
  }

  @Test
  void valuesInTsvHaveTabsBetweenThem() throws Exception {
    run("COPY (SELECT 1 AS a, 2 AS b) TO '${dir}/tabs.tsv'");
    assertEquals("a\tb\n1\t2\n", Files.readString(data("tabs.tsv").getFirst()));
    run("COPY (SELECT 1 AS a, 2 AS b) TO '${dir}/said.tsv' (DELIM ';')");
    assertEquals("a;b\n1;2\n", Files.readString(data("said.tsv").getFirst()));
  }

  @Test
  void anEndingOfSomethingElseIsRefusedByName() throws Exception {
    for (String name :
        List.of("x.txt", "x.orc", "x.xlsx", "x.bz2", "x.gz", "x.parquet.gz", "x.txt.zst")) {
      refused(
          "COPY (%s) TO '${dir}/%s'".formatted(ROWS, name),
          "Nothing is written with the ending '" + name.substring(1) + "'",
          ".parquet, .csv, .tsv",
          "(FORMAT parquet)");
    }
    refused(
        "COPY (%s) TO '${dir}/x.csv' (COMPRESSION snappy)".formatted(ROWS),
        "COPY to csv has no compression 'snappy': it is none, gzip or zstd");
  }

  private void assertRoundTrip(String ending, String options, String reader) throws Exception {
    assertRoundTrip(ending, options, reader, ending.toLowerCase(Locale.ROOT));
  }

  /** Writes, with and without folders, and reads by DuckDB and by Dunlin. */
  private void assertRoundTrip(String ending, String options, String reader, String inside)
      throws Exception {
    List<String> written = rows("SELECT id::VARCHAR, text FROM (" + ROWS + ") ORDER BY id");
    String said = options.isEmpty() ? "(OVERWRITE)" : options.replace(")", ", OVERWRITE)");
    run("COPY (%s) TO '${dir}/out.%s' %s".formatted(ROWS, ending, said));
    run(
        "COPY (%s) TO '${dir}/keyed.%s' %s"
            .formatted(ROWS, ending, said.replace("(", "(PARTITION_BY (id), ")));
    for (String folder : List.of("out.", "keyed.")) {
      for (Path file : data(folder + ending)) {
        assertTrue(file.toString().endsWith("." + inside), file.toString());
      }
      String select = "SELECT id::VARCHAR, text FROM %s ORDER BY id";
      assertEquals(
          written,
          duckDb(
              select.formatted(
                  "read_%s('%s/%s%s/**/part-*')".formatted(reader, dir(), folder, ending))),
          folder + ending + options);
      assertEquals(
          written,
          rows(select.formatted("'${dir}/%s%s/'".formatted(folder, ending))),
          folder + ending + options);
    }
  }

  private List<Path> data(String name) throws Exception {
    try (Stream<Path> files = Files.walk(dir().resolve(name))) {
      return files.filter(file -> file.getFileName().toString().startsWith("part-")).toList();
    }
  }

  private static List<String> duckDb(String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(List.of(result.getString(1), result.getString(2)).toString());
      }
      return rows;
    }
  }
}
