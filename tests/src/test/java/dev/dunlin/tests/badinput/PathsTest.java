package dev.dunlin.tests.badinput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Paths that lead nowhere, and files that are not what they seem. */
@Tag("unit")
final class PathsTest extends BadInput {
  @Test
  void aMissingFileIsNamedWithItsNearestSibling() throws Exception {
    table("sales.parquet", "SELECT 1 AS id");
    refused(
        "SELECT * FROM '${dir}/salez.parquet'",
        "There is no file or folder '${dir}/salez.parquet'. Did you mean '${dir}/sales.parquet'?",
        "line 1, column 15:\n  SELECT * FROM '",
        "\n                ^");
    refused(
        "SELECT *\nFROM read_parquet('${dir}/salez.parquet')",
        "Did you mean '${dir}/sales.parquet'?",
        "line 2, column 6:");
  }

  @Test
  void aMissingFolderIsNamedWithTheLastThatIsThere() throws Exception {
    table("sales/a.parquet", "SELECT 1 AS id");
    refused(
        "SELECT * FROM '${dir}/sale/2024/a.parquet'",
        "Nor is there a folder ${dir}/sale/2024.",
        "Did you mean '${dir}/sales'?");
  }

  @Test
  void aPatternThatMatchesNothingIsAnsweredWithWhatIsThere() throws Exception {
    table("sales.parquet", "SELECT 1 AS id");
    refused(
        "SELECT * FROM '${dir}/*.csv'", "No file matches '${dir}/*.csv'; ${dir} has sales.parquet");
    refused(
        "SELECT * FROM '${dir}/sale/*.parquet'",
        "No file matches '${dir}/sale/*.parquet': there is no folder ${dir}/sale.");
  }

  @Test
  void whatIsInQuotesAndLeadsNowhereIsNotToldToBePutInQuotes() throws Exception {
    Files.createDirectory(dir().resolve("empty"));
    refused("FROM '${dir}/empty/nope.parquet'", "The folder ${dir}/empty is empty.");
    assertFalse(refused("FROM 'no-such'", "Nor is there a file or folder").contains("in quotes"));
    refused("FROM nosuch", "a path stands in quotes");
  }

  @Test
  void aLongLineIsShownAroundTheCaretAlone() throws Exception {
    String list = "1, ".repeat(7_000);
    String message = refused("SELECT " + list + "nope, " + list + "2", "column 21008", "…, 1, ");
    assertTrue(message.length() < 1_000, message);
  }

  @Test
  void aNameThatIsNoTextIsSaidToBeThat() throws Exception {
    table("whole.parquet", "SELECT 1 AS id");
    // A byte that is no UTF-8, which Java cannot put into a name.
    Process rename =
        new ProcessBuilder("sh", "-c", "mv whole.parquet \"$(printf 'caf\\351.parquet')\"")
            .directory(dir().toFile())
            .start();
    assumeTrue(rename.waitFor() == 0, "the file system takes no such name");
    refused("FROM '${dir}/*.parquet'", "its name is not UTF-8 text. Rename it");
  }

  @Test
  void anEmptyFolderIsCalledEmpty() throws Exception {
    Files.createDirectory(dir().resolve("empty"));
    refused("SELECT * FROM '${dir}/empty/'", "The folder '${dir}/empty/' is empty");
    refused("SELECT * FROM '${dir}/empty/*.parquet'", "${dir}/empty has nothing");
  }

  @Test
  void aFolderWithoutDataIsAnsweredWithWhatItHas() throws Exception {
    Files.createDirectory(dir().resolve("notes"));
    text("notes/readme.txt", "x");
    refused(
        "SELECT * FROM '${dir}/notes'",
        "The folder '${dir}/notes' holds no data files; it has readme.txt.",
        "read_csv('${dir}/notes')");
  }

  @Test
  void aFileOfNoKnownFormatIsAnsweredWithItsReaders() throws Exception {
    text("sales.dat", "id\n1\n");
    refused(
        "SELECT * FROM '${dir}/sales.dat'",
        "Cannot tell the format of ${dir}/sales.dat by its name",
        "read_csv('…')");
  }

  @Test
  void parquetFilesOfDifferentTypesNameColumnFilesAndOption() throws Exception {
    table("mixed/a.parquet", "SELECT 1 AS id");
    table("mixed/b.parquet", "SELECT 'one' AS id");
    refused(
        "SELECT * FROM '${dir}/mixed/*.parquet'",
        "different types for the column 'id': INTEGER in ${dir}/mixed/a.parquet,"
            + " VARCHAR in ${dir}/mixed/b.parquet.",
        "union_by_name := true");
    assertEquals(
        2, rows("FROM read_parquet('${dir}/mixed/*.parquet', union_by_name := true)").size());
  }

  @Test
  void parquetFilesOfDifferentColumnsNameColumnAndFiles() throws Exception {
    table("mixed/a.parquet", "SELECT 1 AS id, 2 AS amount");
    table("mixed/b.parquet", "SELECT 1 AS id");
    refused("SELECT * FROM '${dir}/mixed/'", "amount", "${dir}/mixed/b.parquet", "union_by_name");
  }

  @Test
  void aTruncatedParquetFileIsCalledCutOff() throws Exception {
    table("sales.parquet", "SELECT i AS id FROM range(1000) t(i)");
    byte[] bytes = Files.readAllBytes(dir().resolve("sales.parquet"));
    Files.write(dir().resolve("cut.parquet"), java.util.Arrays.copyOf(bytes, bytes.length / 2));
    refused(
        "SELECT count(*) FROM '${dir}/*.parquet'",
        "Cannot read ${dir}/cut.parquet as Parquet: it is cut off or still being written");
  }

  @Test
  void aParquetFileThatIsNoneSaysSo() throws Exception {
    text("page.parquet", "<html>This is what the server said instead</html>");
    refused("SELECT * FROM '${dir}/page.parquet'", "Cannot read ${dir}/page.parquet as Parquet");
  }

  @Test
  void aFileOfZeroBytesIsCalledEmpty() throws Exception {
    text("nothing.parquet", "");
    text("nothing.csv", "");
    refused("SELECT * FROM '${dir}/nothing.parquet'", "${dir}/nothing.parquet", "0 bytes");
    refused("SELECT * FROM '${dir}/nothing.csv'", "${dir}/nothing.csv", "0 bytes");
  }

  @Test
  void zeroRowsAreNoMistake() throws Exception {
    table("none.parquet", "SELECT 1 AS id, 'a' AS text WHERE false");
    text("none.csv", "id,text\n");
    assertEquals(
        List.of("[0, null]"), rows("SELECT count(*), max(text) FROM '${dir}/none.parquet'"));
    assertEquals(List.of("[0]"), rows("SELECT count(*) FROM '${dir}/none.csv'"));
    assertEquals(List.of(), rows("SELECT id, sum(id) FROM '${dir}/none.parquet' GROUP BY 1"));
    run("COPY (SELECT * FROM '${dir}/none.parquet') TO '${dir}/copied'");
    assertEquals(
        List.of("[INTEGER, VARCHAR]"),
        rows(
            "SELECT typeof(any_value(id)), typeof(any_value(text)) FROM"
                + " '${dir}/copied/*.parquet'"));
  }

  @Test
  void storesThatAreNotThereYetAreNamed() throws Exception {
    refused("SELECT * FROM 's3://bucket/sales.parquet'", "s3://bucket/sales.parquet", "S3");
    refused("SELECT * FROM 'https://host/sales.parquet'", "there is no store for https://");
  }
}
