package dev.dunlin.planner.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.stage.FileFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ListingTest extends CatalogTest {
  @Test
  void aFolderMeansAllDataFilesBelowItButHiddenOnes() throws Exception {
    for (String file :
        List.of(
            "b.parquet",
            "a.parquet",
            "deep/er/c.parquet",
            "_temporary/x.parquet",
            ".staging/x.parquet",
            "deep/_x.parquet",
            "deep/.b.parquet.crc.parquet")) {
      write("SELECT 1 a", "t/" + file);
    }
    text("t/_SUCCESS", "");
    text("t/README.txt", "not data");
    List<String> all = List.of("t/a.parquet", "t/b.parquet", "t/deep/er/c.parquet");
    assertEquals(all, files(table("t")));
    assertEquals(all, files(table("t/")));
    assertEquals("t", table("t/").name());
  }

  @Test
  void aPatternMeansWhatItMatches() throws Exception {
    for (String file :
        List.of(
            "a1.parquet",
            "a2.parquet",
            "b1.parquet",
            "x/a1.parquet",
            "x/y/a1.parquet",
            "_a1.parquet")) {
      write("SELECT 1 a", "t/" + file);
    }
    for (String pattern :
        List.of(
            "t/*.parquet",
            "t/a?.parquet",
            "t/[ab]1.parquet",
            "t/[!b]*.parquet",
            "t/[a-a][12].parquet",
            "t/*/*.parquet",
            "t/**/*.parquet",
            "t/**/a1.parquet",
            "t/x/**",
            "t/**/y/*",
            "**/b1.parquet",
            "*/a1.parquet")) {
      List<String> expected =
          rows("SELECT file FROM glob('" + at(pattern) + "') ORDER BY file").stream()
              .map(row -> below(String.valueOf(row.getFirst())))
              .filter(file -> !file.contains("/_"))
              .toList();
      assertEquals(expected, files(table(pattern)), pattern);
    }
    assertEquals(List.of("t/a1.parquet", "t/b1.parquet"), files(table("t/{a,b}1.parquet")));
    assertEquals(
        List.of("t/a1.parquet", "t/a2.parquet", "t/x/a1.parquet"),
        files(table("t/{a{1,2},x/a1}.parquet")));
  }

  @Test
  void patternsWorkInAStoreWithoutFolders() throws Exception {
    write("SELECT 1 a", "bucket/t/k=1/f.parquet");
    write("SELECT 1 a", "bucket/t/k=2/f.parquet");
    for (String path : List.of("s3://bucket/t", "s3://bucket/t/*/f.parquet", "s3://bucket/**")) {
      FileTable table = tables.open(Optional.empty(), List.of(path), Map.of());
      assertEquals(2, table.files().size());
      assertEquals("(a INTEGER, k BIGINT)", table.schema().toString());
    }
  }

  @Test
  void severalPathsKeepTheirOrder() throws Exception {
    for (String file : List.of("a", "b", "c")) {
      write("SELECT 1 a", "t/" + file + ".parquet");
    }
    FileTable table =
        tables.open(Optional.empty(), List.of(at("t/c.parquet"), at("t/[ab].parquet")), Map.of());
    assertEquals(List.of("t/c.parquet", "t/a.parquet", "t/b.parquet"), files(table));
  }

  @Test
  void pathsAndFoldersAreLookedAtAllAtOnce() throws Exception {
    for (String file : List.of("a", "b", "c")) {
      write("SELECT 1 a", "bucket/k=" + file + "/f.parquet");
    }
    List<String> paths =
        List.of(
            "s3://bucket/k=a/f.parquet", "s3://bucket/k=b/f.parquet", "s3://bucket/k=c/f.parquet");
    store.answerTogether(3);
    assertEquals(3, tables.open(Optional.empty(), paths, Map.of()).files().size());
    store.answerTogether(3);
    assertEquals(
        3,
        tables.open(Optional.empty(), List.of("s3://bucket/*/f.parquet"), Map.of()).files().size());
  }

  @Test
  void oddNamesAreNamesAndNoPatterns() throws Exception {
    for (String name :
        List.of("it's [1].parquet", "a{b}.parquet", "sp ace.parquet", "ü%20.parquet")) {
      write("SELECT 1 a", "t/" + name);
      assertEquals(List.of("t/" + name), files(table("t/" + name)));
    }
    write("SELECT 1 a", "t/star[*].parquet");
    assertEquals(5, table("t").files().size());
    assertEquals(5, table("t").rows());
  }

  @Test
  void aMissingPathIsRefusedWithTheNearestName() throws Exception {
    write("SELECT 1 a", "lineitem/a.parquet");
    refused(() -> table("linitem"), at("linitem"), "Did you mean", at("lineitem"));
    refused(() -> table("lineitem/b.parquet"), "Did you mean", at("lineitem/a.parquet"));
    refused(() -> table("nowhere/at/all.parquet"), "no file or folder", at("nowhere/at"));
  }

  @Test
  void aPatternThatMatchesNothingIsRefused() throws Exception {
    write("SELECT 1 a", "t/a.parquet");
    refused(() -> table("t/*.csv"), "No file matches", at("t/*.csv"), "a.parquet");
    refused(() -> table("s/*.csv"), "No file matches", "no folder " + at("s"));
  }

  @Test
  void aFolderWithoutDataIsRefused() throws Exception {
    text("t/_SUCCESS", "");
    text("t/notes.txt", "");
    refused(() -> table("t"), "no data files", at("t"), "notes.txt");
  }

  @Test
  void filesOfDifferentFormatsAreRefused() throws Exception {
    write("SELECT 1 a", "t/a.parquet");
    text("t/b.csv", "a\n1\n");
    refused(() -> table("t"), "a.parquet", "b.csv", "PARQUET", "CSV");
  }

  @Test
  void anUnknownExtensionIsRefused() throws Exception {
    text("t/a.dat", "");
    refused(() -> table("t/a.dat"), "a.dat", "read_parquet", "read_csv", "read_json");
  }

  @Test
  void aFormatThatIsSaidNeedsNoExtension() throws Exception {
    write("SELECT 1 a", "t/part-00000", "(FORMAT parquet)");
    assertEquals(1, table(FileFormat.PARQUET, "t", Map.of()).rows());
  }

  @Test
  void whatMayNotBeReadIsRefused() throws Exception {
    Path file = write("SELECT 1 a", "t/a.parquet");
    store.deny(file);
    refused(() -> table("t/a.parquet"), "permission denied", file.toString());
    write("SELECT 1 a", "s/a.parquet");
    Path secret = folder.resolve("s");
    store.deny(secret);
    refused(() -> table("s"), "permission denied", secret.toString());
  }

  @Test
  void whatCanBeSeenButNotReadIsRefused() throws Exception {
    for (String name : List.of("a.parquet", "a.csv", "a.jsonl")) {
      store.denyReading(write("SELECT 1 a", "bucket/" + name));
      refused(
          () -> tables.open(Optional.empty(), List.of("s3://bucket/" + name), Map.of()),
          "permission denied",
          "bucket/" + name);
    }
  }

  @Test
  void aFolderThatBeginsWithAnUnderscoreMayStillBeAKey() throws Exception {
    write("SELECT 1 a", "t/_k=1/f.parquet");
    assertEquals("(a INTEGER, _k BIGINT)", table("t").schema().toString());
  }

  @Test
  void aRelativePathIsTakenFromTheWorkingFolder() throws Exception {
    write("SELECT 1 a", "x=1/f.parquet");
    Path here = Path.of("").toAbsolutePath();
    FileTable table =
        tables.open(
            Optional.empty(), List.of(here.relativize(folder) + "/x=1/*.parquet"), Map.of());
    assertEquals("(a INTEGER, x BIGINT)", table.schema().toString());
  }

  @Test
  void pathsAreToldFromNames() {
    for (String path :
        List.of(
            "a/b",
            "a.parquet",
            "A.CSV",
            "x.csv.gz",
            "x.jsonl.zst",
            "*",
            "s3://b/k",
            "a\\b",
            "x.tsv",
            "[a]")) {
      assertTrue(FileTables.looksLikePath(path), path);
    }
    for (String name :
        List.of("lineitem", "my.table", "parquet", "csv", "x.gz", "x.parquet.gz", "a b")) {
      assertFalse(FileTables.looksLikePath(name), name);
    }
  }

  @Test
  void anEmptyPathIsRefused() {
    refused(() -> tables.open(Optional.empty(), List.of(""), Map.of()), "path is empty");
    refused(() -> tables.open(Optional.empty(), List.of(), Map.of()), "no path");
  }

  @Test
  void foldersAsColumnsAreDuckDbs() throws Exception {
    int cases = 0;
    for (List<String> values :
        List.of(
            List.of("1", "2"),
            List.of("01", "02"),
            List.of("-5", "0"),
            List.of("1", "x"),
            List.of("1.5", "2"),
            List.of("2020-01-01", "2020-1-2"),
            List.of("2020-01-01 00:00:00", "2021-01-01 10:00:00.5"),
            List.of("2020-01-01 00:00:00", "2020-01-01"),
            List.of("2020-01-01 10%3A00%3A00"),
            List.of("__HIVE_DEFAULT_PARTITION__", "3"),
            List.of("__HIVE_DEFAULT_PARTITION__"),
            List.of("", "3"),
            List.of("99999999999999999999", "1"),
            List.of("true", "false"),
            List.of("1e3"),
            List.of("+1"),
            List.of("%201", "2"),
            List.of("0x10", "0b11"),
            List.of("infinity", "epoch"),
            List.of("a%", "%zz", "%41", "a+b", "50%25"),
            List.of("ä", "%C3%A4", "NULL"),
            List.of("20240101"),
            List.of("10:00:00"))) {
      String root = "h" + cases++;
      for (String value : values) {
        write("SELECT 1 z", root + "/p=" + value + "/f.parquet");
      }
      String from = "'" + at(root + "/**/*.parquet") + "'";
      for (FileTable table : List.of(table(root), table(root + "/**/*.parquet"))) {
        assertEquals(duckdbSchema(from), table.schema(), values::toString);
        String type = table.schema().columns().getLast().type();
        assertEquals(
            rows("SELECT p::VARCHAR FROM " + from + " ORDER BY 1"),
            rows(
                table.files().stream()
                        .map(
                            file -> {
                              String value = HiveFolders.value(file, "p");
                              return value == null
                                  ? "SELECT NULL::VARCHAR"
                                  : "SELECT '%s'::%s::VARCHAR".formatted(value, type);
                            })
                        .reduce((a, b) -> a + " UNION ALL " + b)
                        .orElseThrow()
                    + " ORDER BY 1"),
            values::toString);
      }
    }
  }

  @Test
  void severalFolderColumnsComeInDuckDbsOrder() throws Exception {
    write("SELECT 1 z, 2 m, 7 AS Year", "o/year=2024/b=x/a=1/f.parquet");
    write("SELECT 1 z, 2 m, 7 AS Year", "o/year=2025/b=y/a=2/f.parquet");
    FileTable table = table("o");
    assertEquals(duckdbSchema("'" + at("o/**/*.parquet") + "'").names(), table.schema().names());
    assertEquals(
        List.of("2024", "x", "1"), List.copyOf(table.files().getFirst().folders().values()));
    ScanPlan plan = table.scan(List.of("year"), List.of(), ONE_TASK);
    assertEquals(
        plan.source().pathColumns().size(), plan.tasks().getFirst().getFirst().pathValues().size());
  }

  @Test
  void foldersAreColumnsOnlyBelowAFolderButAnywhereInAPattern() throws Exception {
    write("SELECT 1 z", "x=1/y=2/f.parquet");
    assertEquals(List.of("z", "y"), table("x=1").schema().names());
    assertEquals(List.of("z", "x", "y"), table("x=1/*/*.parquet").schema().names());
    assertEquals(
        duckdbSchema("'" + at("x=1/*/*.parquet") + "'"), table("x=1/*/*.parquet").schema());
  }

  @Test
  void foldersCanBeLeftOutOfTheColumnsOrTyped() throws Exception {
    write("SELECT 1 z", "x=1/f.parquet");
    assertEquals(List.of("z"), table("*/*.parquet", "hive_partitioning", "false").schema().names());
    assertEquals(
        "(z INTEGER, x VARCHAR)",
        table("*/*.parquet", "hive_types_autocast", "false").schema().toString());
    assertEquals(
        "(z INTEGER, x SMALLINT)",
        table("*/*.parquet", "hive_types", "{'x': 'INT2'}").schema().toString());
    refused(() -> table("*/*.parquet", "hive_types", "{'q': 'INT'}"), "'q'", "x");
    refused(() -> table("*/*.parquet", "hive_types", "{'x': 'NOPE'}"), "'x'", "NOPE");
    refused(() -> table("*/*.parquet", "hive_types", "{'x': 'DATE'}"), "'x'", "DATE", ".parquet");
  }

  @Test
  void foldersThatDoNotFitTogetherAreRefused() throws Exception {
    write("SELECT 1 z", "t/a=1/f.parquet");
    write("SELECT 1 z", "t/a=1/b=2/f.parquet");
    write("SELECT 1 z", "u/a=%C3/f.parquet");
    refused(
        () -> table("t"), "t/a=1/f.parquet", "t/a=1/b=2/f.parquet", "hive_partitioning := false");
    assertEquals(2, table("t", "hive_partitioning", "false").rows());
    refused(() -> table("u").scan(List.of("a"), List.of(), ONE_TASK), "a=%C3", "UTF-8");
  }
}
