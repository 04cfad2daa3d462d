package dev.dunlin.tests.badinput;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * COPY and CREATE TABLE AS that cannot be done: nothing is changed, and nothing half-done is left.
 */
@Tag("unit")
final class OutputsTest extends BadInput {
  @BeforeEach
  void makeSales() throws Exception {
    table("sales.parquet", "SELECT i AS id, i % 3 AS kind, 'n' || i AS name FROM range(100) t(i)");
    run("CREATE VIEW sales AS FROM '${dir}/sales.parquet'");
  }

  @Test
  void anOutputThatExistsIsKept() throws Exception {
    run("COPY (SELECT 1 AS a) TO '${dir}/out'");
    for (String options :
        List.of("", " (FORMAT csv)", " (ERROR_IF_EXISTS)", " (OVERWRITE false)")) {
      refused(
          "COPY sales TO '${dir}/out'" + options,
          "Cannot write to ${dir}/out: there is something already. Add the option OVERWRITE");
    }
    assertEquals(List.of("[1]"), rows("FROM '${dir}/out/*.parquet'"));
    run("COPY (SELECT 2 AS a) TO '${dir}/out' (OVERWRITE)");
    assertEquals(List.of("[2]"), rows("FROM '${dir}/out/*.parquet'"));
  }

  @Test
  void anOutputThatIsAFileIsKept() throws Exception {
    for (String options : List.of("", " (OVERWRITE)")) {
      refused(
          "COPY sales TO '${dir}/sales.parquet'" + options,
          "Cannot write to ${dir}/sales.parquet: it is a file, and the output is a folder of files");
    }
  }

  @Test
  void anOutputBelowAFileNamesTheFile() throws Exception {
    refused(
        "COPY sales TO '${dir}/sales.parquet/a/b'", "${dir}/sales.parquet is a file, not a folder");
    refused("COPY sales TO ' '", "COPY needs a folder to write to");
  }

  @Test
  void theFolderOneWorksInIsNotOverwritten() throws Exception {
    refused("COPY sales TO '.' (OVERWRITE)", "OVERWRITE would remove");
    refused("COPY sales TO '..' (OVERWRITE)", "OVERWRITE would remove");
    refused("COPY sales TO '/' (OVERWRITE)", "OVERWRITE would remove");
  }

  @Test
  void partitionColumnsMustBeColumnsAndLeaveSome() throws Exception {
    refused("COPY sales TO '${dir}/out' (PARTITION_BY (knid))", "\"knid\"", "\"kind\"?");
    refused("COPY sales TO '${dir}/out' (PARTITION_BY (kind, kind))", "names a column twice");
    refused("COPY sales TO '${dir}/out' (PARTITION_BY (id, kind, name))", "leaves no column");
  }

  @Test
  void columnsOfOneNameCannotBeWritten() throws Exception {
    refused(
        "COPY (SELECT id, name AS ID FROM sales) TO '${dir}/out'", "Two columns are called \"ID\"");
  }

  @Test
  void optionsAreCheckedBeforeAnyWork() throws Exception {
    refused(
        "COPY sales TO '${dir}/out' (FORMAT orc)", "no format 'orc': it is parquet, csv or json");
    refused("COPY sales TO '${dir}/out' (FROMAT csv)", "no option FROMAT. Did you mean FORMAT?");
    refused("COPY sales TO '${dir}/out' (DELIM ';')", "COPY to parquet has no option DELIM");
    refused("COPY sales TO '${dir}/out' (COMPRESSION lzip)", "\"compression\"", "zstd");
    refused("COPY sales TO '${dir}/out' (ROW_GROUP_SIZE 'many')", "\"row_group_size\"", "\"many\"");
    refused("COPY sales TO '${dir}/out' (OVERWRITE maybe)", "OVERWRITE is true or false");
    refused("COPY sales TO '${dir}/out' (OVERWRITE, ERROR_IF_EXISTS)", "exclude each other");
    refused("COPY sales TO '${dir}/out' (FORMAT csv, FORMAT json)", "FORMAT is given twice");
  }

  @Test
  void whatCopyNeedsIsSaidAtItsPlace() throws Exception {
    refused("COPY", "Expected a table's name, or a query");
    refused("COPY sales", "Expected TO here", "column 11");
    refused("COPY sales TO out", "Expected the folder in quotes here", "column 15");
    refused("COPY (SELECT * FROM sales TO '${dir}/out'", "parenthesis is never closed");
    refused("COPY sales FROM 'x.csv'", "COPY … FROM is not supported: read files in place");
    refused("COPY salse TO '${dir}/out'", "\"sales\"?", "column 6:\n  COPY salse");
    refused("COPY (\n  SELECT nmae FROM sales) TO '${dir}/out'", "line 2, column 10");
  }

  @Test
  void aValueThatFailsInTheMiddleLeavesNoOutput() throws Exception {
    for (String options : List.of("", " (PARTITION_BY (kind))", " (FORMAT csv)")) {
      refused(
          "COPY (SELECT kind, CAST(CASE id WHEN 77 THEN 'bad' ELSE '1' END AS INTEGER) AS v FROM sales)"
              + " TO '${dir}/out'"
              + options,
          "'bad'",
          "task j-");
    }
  }

  @Test
  void aValueThatFailsInTheMiddleLeavesWhatWasToBeOverwritten() throws Exception {
    run("COPY (SELECT 1 AS a) TO '${dir}/out'");
    refused(
        "COPY (SELECT CAST(name AS INTEGER) AS v FROM sales) TO '${dir}/out' (OVERWRITE)", "'n0'");
    assertEquals(List.of("[1]"), rows("FROM '${dir}/out/*.parquet'"));
  }

  @Test
  void aTableThatCannotBeMadeIsNotInTheCatalog() throws Exception {
    refused("CREATE TABLE t AS SELECT CAST(name AS INTEGER) AS v FROM sales", "'n0'", "task j-");
    refused("CREATE TABLE t USING parquet LOCATION '${dir}/nowhere'", "'${dir}/nowhere'");
    refused("CREATE TABLE t USING orc LOCATION '${dir}'", "no format 'orc'");
    assertEquals(List.of("[sales, view, null]"), rows("SHOW TABLES"));
  }

  @Test
  void aTableWhoseFilesAreGoneIsNamed() throws Exception {
    run("CREATE TABLE t USING parquet LOCATION '${dir}/sales.parquet'");
    Files.delete(dir().resolve("sales.parquet"));
    refused("SELECT * FROM t", "In the table \"t\"", "${dir}/sales.parquet", "column 15");
  }
}
