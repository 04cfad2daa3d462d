package dev.dunlin.driver.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
final class RowsTest {
  @TempDir Path folder;

  @Test
  void rowsComeTypedByPlaceAndByName() throws Exception {
    try (Rows rows =
        SampleRows.of(
            folder,
            "SELECT 1 AS a, 1.50::DECIMAL(5,2) AS b, DATE '2024-02-29' AS c, NULL::INTEGER AS a",
            "SELECT 2, 2.50, DATE '2024-03-01', 3")) {
      List<Row> list = rows.list();
      assertEquals(2, list.size());
      assertEquals(1, list.get(0).value(0));
      assertEquals(new BigDecimal("1.50"), list.get(0).value("b"));
      assertEquals(LocalDate.of(2024, 2, 29), list.get(0).value("c"));
      assertEquals(3, list.get(1).value(3));
      IllegalArgumentException twice =
          assertThrows(IllegalArgumentException.class, () -> list.get(0).value("a"));
      assertEquals(
          "More than one column is named 'a' in (a INTEGER, b DECIMAL(5,2), c DATE, a INTEGER)",
          twice.getMessage());
    }
  }

  @Test
  void aWindowOfTextCrossesFromOneRelationToTheNext() throws Exception {
    try (Rows rows =
        SampleRows.of(
            folder, "SELECT i FROM range(10) t(i)", "SELECT i + 10 FROM range(10) t(i)")) {
      List<String> seen = new ArrayList<>();
      rows.forEachText(8, 12, row -> seen.add(String.valueOf(row.get(0))));
      assertEquals(List.of("8", "9", "10", "11"), seen);
    }
  }

  @Test
  void aConsumersFailureReachesTheCaller() throws Exception {
    try (Rows rows = SampleRows.of(folder, "SELECT 1 AS a")) {
      IOException e =
          assertThrows(
              IOException.class,
              () ->
                  rows.forEach(
                      _ -> {
                        throw new IOException("full");
                      }));
      assertEquals("full", e.getMessage());
    }
  }

  @Test
  void copiesAreRemoved() throws Exception {
    try (Rows rows = SampleRows.of(folder, "SELECT 1 AS a")) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      rows.writeCsv(out);
      assertEquals("a\n1\n", out.toString(UTF_8));
      try (Stream<Path> files = Files.list(folder)) {
        assertEquals(List.of(), files.toList());
      }
    }
  }

  @Test
  void namesThatRepeatGetNumbers() {
    assertEquals(
        List.of("id", "ID_1", "id_2", "x"), UniqueNames.of(List.of("id", "ID", "id", "x")));
    assertEquals(List.of("a", "a_1", "a_1_1"), UniqueNames.of(List.of("a", "a", "a_1")));
  }
}
