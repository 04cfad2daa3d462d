package dev.dunlin.tests.badinput;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.driver.scheduler.JobFailedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Damaged files: a query over one gives rows, or is the data's mistake in a message that names the
 * file as the user wrote it. The system properties {@code damages} and {@code damages.seed} say how
 * many of each kind, and which, are tried.
 */
@Tag("unit")
@Timeout(600)
final class DamagedFilesTest extends BadInput {
  private static final String ROWS =
      "SELECT i AS id, 'text ' || (i * 7919 % 1000) AS text, i / 7.0 AS share, [i, i + 1] AS list,"
          + " DATE '2024-01-01' + (i % 100)::INTEGER AS day FROM range(2000) t(i)";

  /** Files by their names, and the options they are written with. */
  private static final List<List<String>> FILES =
      List.of(
          List.of("snappy.parquet", "FORMAT parquet, ROW_GROUP_SIZE 500"),
          List.of("plain.parquet", "FORMAT parquet, COMPRESSION uncompressed"),
          List.of("zstd.parquet", "FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2"),
          List.of("plain.csv", "FORMAT csv"),
          List.of("zipped.csv.gz", "FORMAT csv, COMPRESSION gzip"),
          List.of("zstd.csv.zst", "FORMAT csv, COMPRESSION zstd"),
          List.of("plain.json", "FORMAT json"),
          List.of("zipped.json.gz", "FORMAT json, COMPRESSION gzip"),
          List.of("zstd.json.zst", "FORMAT json, COMPRESSION zstd"));

  @Test
  void aDamagedFileGivesRowsOrIsNamed() throws Exception {
    run("SET scan.split-size = '8KiB'");
    List<String> wrong = new ArrayList<>();
    int rounds = Integer.getInteger("damages", 1);
    int seeds = Integer.getInteger("damages.seed", 0);
    for (List<String> file : FILES) {
      table("whole", ROWS, file.get(1));
      byte[] whole = Files.readAllBytes(dir().resolve("whole"));
      for (int seed = seeds; seed < seeds + rounds; seed++) {
        for (Damage damage : Damage.values()) {
          byte[] damaged =
              damage.of(whole.clone(), new SplittableRandom(seed * 31L + damage.name().hashCode()));
          String name = damage.name().toLowerCase(Locale.ROOT) + seed + "-" + file.get(0);
          Files.write(dir().resolve(name), damaged);
          String said = outcome(name);
          if (!said.isEmpty()) {
            wrong.add(name + ": " + said);
          }
          Files.delete(dir().resolve(name));
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  /** What is wrong with the answer to a query over a file; empty if nothing is. */
  private String outcome(String name) throws Exception {
    Path file = dir().resolve(name);
    String message;
    try {
      var unused =
          rows(
              "SELECT count(*), sum(id), max(text), sum(share), count(list), max(day) FROM '"
                  + file
                  + "'");
      return "";
    } catch (UserErrorException e) {
      message = String.valueOf(e.getMessage());
    } catch (JobFailedException e) {
      message = String.valueOf(e.getMessage());
      if (e.kind() != JobFailedException.Kind.USER_ERROR) {
        return e.kind() + " " + message + e.stack();
      }
    }
    // Its header may be what was damaged.
    if (!message.contains(file.toString()) && !message.contains("There is no column")) {
      return "does not name the file: " + message;
    }
    return INTERNALS.matcher(message.replace(file.toString(), "")).find()
        ? "shows internals: " + message
        : "";
  }
}
