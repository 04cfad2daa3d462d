package dev.dunlin.tests.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The job of examples/shopflow, with the settings of its run script, for any place. */
public final class Shopflow {
  /** Where its data is in this checkout. */
  public static final Path DATA = Path.of("../examples/shopflow/data").toAbsolutePath().normalize();

  /** Eight files become eight tasks, and four partitions four. */
  public static final Map<String, String> SETTINGS =
      Map.of("scan.min-splits", "8", "shuffle.partitions", "4", "shuffle.partition-size", "1B");

  private Shopflow() {}

  /** Its two statements: the job, and what it has made. */
  public static String script(Object data, Object output) throws IOException {
    return Files.readString(DATA.resolveSibling("shopflow.sql"))
        .replace("examples/shopflow/order_totals", output.toString())
        .replace("examples/shopflow/data", data.toString());
  }

  /** The query in the job's COPY. */
  public static String query(String job) {
    return job.substring(job.indexOf('(') + 1, job.lastIndexOf(") TO"));
  }
}
