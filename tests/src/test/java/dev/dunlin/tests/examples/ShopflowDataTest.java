package dev.dunlin.tests.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example's data is in the repository; its generator too, and they agree. */
@Tag("unit")
final class ShopflowDataTest {
  private static final Path SHOPFLOW = Path.of("../examples/shopflow");
  private static final Path DATA = SHOPFLOW.resolve("data");

  @TempDir Path made;

  @Test
  void theDataIsWhatItsGeneratorMakes() throws Exception {
    if (Boolean.getBoolean("shopflow.regenerate")) {
      generate(DATA);
    }
    generate(made);
    for (String file : new String[] {"orders.csv", "customers.jsonl"}) {
      assertEquals(
          Files.readString(made.resolve(file)), Files.readString(DATA.resolve(file)), file);
    }
    for (int i = 0; i < 8; i++) {
      String file = "order_items/items-" + i + ".parquet";
      assertEquals(0, differences(made.resolve(file), DATA.resolve(file)), file);
    }
    try (Stream<Path> files = Files.list(DATA.resolve("order_items"))) {
      assertEquals(8, files.count());
    }
  }

  @Test
  void theItemsAreSmallEnoughForARepository() throws Exception {
    try (Stream<Path> files = Files.walk(DATA)) {
      long bytes = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
      assertTrue(bytes < 2 << 20, "The data takes " + bytes + " bytes");
    }
  }

  private static void generate(Path folder) throws IOException, SQLException {
    Files.createDirectories(folder.resolve("order_items"));
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          Files.readString(SHOPFLOW.resolve("generate.sql")).replace("${data}", folder.toString()));
    }
  }

  /** Rows that are in one file and not in the other, each counted as often as it is. */
  private static long differences(Path a, Path b) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet count =
            statement.executeQuery(
                "SELECT count(*) FROM ((FROM '%1$s' EXCEPT ALL FROM '%2$s') UNION ALL (FROM '%2$s' EXCEPT ALL FROM '%1$s'))"
                    .formatted(a, b))) {
      count.next();
      return count.getLong(1);
    }
  }
}
