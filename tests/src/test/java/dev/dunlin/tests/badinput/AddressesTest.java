package dev.dunlin.tests.badinput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.driver.session.DunlinSession;
import java.nio.file.Files;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Control characters in what becomes an address. */
@Tag("oracle")
final class AddressesTest extends BadInput {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "COPY (SELECT 1 AS id) TO '${dir}/out~work ${dir}/thesis'",
        "COPY (SELECT 1 AS id) TO 's3://bucket/out~work ${dir}/thesis'",
        "COPY (SELECT 1 AS id) TO '${dir}/o~ut' (FORMAT csv, OVERWRITE)",
        "CREATE TABLE t LOCATION '${dir}/o~ut' AS SELECT 1 AS id",
        "CREATE TABLE t USING parquet LOCATION '${dir}/o~ut'",
        "SELECT * FROM '${dir}/a~b.parquet'",
        "SELECT * FROM '${dir}/a~*/b.parquet'",
        "SELECT * FROM read_csv('s3://bucket/a~b.csv')"
      })
  void aStatementThatNamesOneIsRefused(String statement) throws Exception {
    text("thesis", "text");
    for (String c : new String[] {"\n", "\r", "\t", "\u001b", "\u0085", "\u2028"}) {
      refused(
          statement.replace("~", c), "the control character U+%04X".formatted((int) c.charAt(0)));
    }
  }

  @Test
  void aFileThatHasOneInItsNameIsRefusedWhereItIsListed() throws Exception {
    table("good.parquet", "SELECT 1 AS id");
    Files.copy(dir().resolve("good.parquet"), dir().resolve("ba\nd.parquet"));
    refused("SELECT * FROM '${dir}/*.parquet'", "U+000A", "Rename it");
    assertEquals(1, rows("SELECT * FROM '${dir}/good.parquet'").size());
  }

  @Test
  void aWorkFolderThatHasOneIsRefused() {
    Config config = Config.DEFAULTS.with("work.uri", folder + "/wo\nrk");
    assertThrows(UserErrorException.class, () -> DunlinSession.open(config));
  }
}
