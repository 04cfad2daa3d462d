package dev.dunlin.benchmarks.spark;

import dev.dunlin.benchmarks.runner.Engine;
import dev.dunlin.benchmarks.runner.RunnerLoop;
import java.io.File;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Spark in this process on the Parquet files: {@code SparkRunner FOLDER CORES name=value…}, where
 * the last are Spark's own settings.
 */
final class SparkRunner implements Engine {
  private final SparkSession spark;
  private final AtomicLong shuffleWriteBytes = new AtomicLong();

  private SparkRunner(String[] args) {
    SparkSession.Builder builder =
        SparkSession.builder().appName("benchmarks").master("local[" + args[1] + "]");
    for (int i = 2; i < args.length; i++) {
      int equals = args[i].indexOf('=');
      builder.config(args[i].substring(0, equals), args[i].substring(equals + 1));
    }
    spark = builder.getOrCreate();
    spark
        .sparkContext()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onStageCompleted(SparkListenerStageCompleted stage) {
                shuffleWriteBytes.addAndGet(
                    stage.stageInfo().taskMetrics().shuffleWriteMetrics().bytesWritten());
              }
            });
    File[] files = new File(args[0]).listFiles((folder, name) -> name.endsWith(".parquet"));
    if (files == null || files.length == 0) {
      throw new IllegalArgumentException("There are no Parquet files in " + args[0]);
    }
    for (File file : files) {
      spark
          .read()
          .parquet(file.getPath())
          .createOrReplaceTempView(file.getName().replace(".parquet", ""));
    }
  }

  public static void main(String[] args) throws Exception {
    RunnerLoop.serve(() -> new SparkRunner(args));
  }

  @Override
  public String version() {
    return spark.version();
  }

  @Override
  public void run(String sql, RowConsumer rows) {
    for (Row row : spark.sql(sql).collectAsList()) {
      @Nullable Object[] values = new Object[row.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = row.get(i);
      }
      rows.accept(values);
    }
  }

  @Override
  public Map<String, Long> counters() throws Exception {
    spark.sparkContext().listenerBus().waitUntilEmpty();
    return Map.of("shuffle.bytes", shuffleWriteBytes.getAndSet(0));
  }

  @Override
  public void close() {
    spark.stop();
  }
}
