package dev.dunlin.benchmarks.tpch;

import io.trino.tpch.TpchColumn;
import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * The eight TPC-H tables as Parquet files in one folder, which is complete once it exists. The rows
 * are those of the specification's generator (io.trino.tpch). Types: keys BIGINT, but INTEGER for
 * nation and region keys, sizes and line numbers; DECIMAL(15,2) for money and quantities; DATE;
 * VARCHAR.
 *
 * @param folder holds {@code lineitem.parquet}, or {@code lineitem/} with several files
 * @param layout what is in it
 */
public record TpchData(Path folder, TpchLayout layout) {
  /** The names of the tables. */
  public static final List<String> TABLES =
      TpchTable.getTables().stream().map(TpchTable::getTableName).toList();

  private static final Set<String> SMALL = Set.of("nation", "region");

  /**
   * The data of this layout below a folder, made now if it is not there. Two processes that want
   * the same data at the same time make it once; a process that dies while making it leaves nothing
   * that could be taken for data.
   *
   * @throws IOException if the folder can't be written
   */
  public static TpchData in(Path parent, TpchLayout layout) throws IOException {
    return at(parent.resolve(layout.folderName()), layout);
  }

  /** Like {@link #in}, in a folder of this very name. */
  public static synchronized TpchData at(Path folder, TpchLayout layout) throws IOException {
    TpchData data = new TpchData(folder.toAbsolutePath().normalize(), layout);
    if (Files.isDirectory(data.folder)) {
      return data;
    }
    Files.createDirectories(data.folder.resolveSibling("."));
    Path lockFile = data.folder.resolveSibling("." + data.folder.getFileName() + ".lock");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (lock.isValid() && !Files.isDirectory(data.folder)) {
        data.generate();
      }
    }
    return data;
  }

  /** The Parquet files of a table: a file's path, or a pattern that matches its files. */
  public String files(String table) {
    return files(folder, table);
  }

  private String files(Path where, String table) {
    return fileCount(table) == 1
        ? where.resolve(table + ".parquet").toString()
        : where.resolve(table).resolve("*.parquet").toString();
  }

  private int fileCount(String table) {
    return SMALL.contains(table) ? 1 : layout.files();
  }

  private void generate() throws IOException {
    Path partial = folder.resolveSibling("." + folder.getFileName() + ".partial");
    deleteTree(partial);
    Files.createDirectories(partial);
    Path staging = partial.resolve("staging.duckdb");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + staging);
        ExecutorService pool =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      for (TpchTable<?> table : TpchTable.getTables()) {
        List<Future<?>> parts = new ArrayList<>();
        for (int part = 0; part < parts(table); part++) {
          int number = part;
          DuckDBConnection own =
              ((DuckDBConnection) connection).duplicate().unwrap(DuckDBConnection.class);
          parts.add(
              pool.submit(
                  () -> {
                    stage(table, number, own);
                    return null;
                  }));
        }
        for (Future<?> part : parts) {
          part.get();
        }
        write(table, connection, partial);
      }
    } catch (SQLException | ExecutionException e) {
      throw new IOException("Cannot make TPC-H data in " + partial + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while making TPC-H data in " + partial, e);
    }
    Files.delete(staging);
    Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The generator's parts, in its order: one for each file, or a few for one file's speed. */
  private int parts(TpchTable<?> table) {
    if (SMALL.contains(table.getTableName())) {
      return 1;
    }
    return layout.files() > 1 ? layout.files() : 4;
  }

  private <E extends TpchEntity> void stage(
      TpchTable<E> table, int part, DuckDBConnection connection) throws SQLException {
    List<TpchColumn<E>> columns = table.getColumns();
    String staged = table.getTableName() + "_" + part;
    try (connection) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            columns.stream()
                .map(c -> c.getColumnName() + " " + type(c))
                .collect(Collectors.joining(", ", "CREATE TABLE " + staged + " (", ")")));
      }
      try (DuckDBAppender appender =
          connection.createAppender(DuckDBConnection.DEFAULT_SCHEMA, staged)) {
        for (E row : table.createGenerator(layout.scale(), part + 1, parts(table))) {
          appender.beginRow();
          for (TpchColumn<E> column : columns) {
            append(appender, column, row);
          }
          appender.endRow();
        }
      }
    }
  }

  private static <E extends TpchEntity> void append(
      DuckDBAppender appender, TpchColumn<E> column, E row) throws SQLException {
    switch (type(column)) {
      case "BIGINT" -> appender.append(column.getIdentifier(row));
      case "DECIMAL(15,2)" -> appender.appendDecimal(Math.round(column.getDouble(row) * 100));
      case "DATE" -> appender.appendEpochDays(column.getDate(row));
      case "VARCHAR" -> appender.append(column.getString(row));
      default -> {
        if (isNationOrRegionKey(column)) {
          appender.append(Math.toIntExact(column.getIdentifier(row)));
        } else {
          appender.append(column.getInteger(row));
        }
      }
    }
  }

  private static String type(TpchColumn<?> column) {
    return switch (column.getType().getBase()) {
      case IDENTIFIER -> isNationOrRegionKey(column) ? "INTEGER" : "BIGINT";
      case INTEGER -> "INTEGER";
      case DATE -> "DATE";
      case DOUBLE -> "DECIMAL(15,2)";
      case VARCHAR -> "VARCHAR";
    };
  }

  private static boolean isNationOrRegionKey(TpchColumn<?> column) {
    String name = column.getColumnName();
    return name.endsWith("_nationkey") || name.endsWith("_regionkey");
  }

  private void write(TpchTable<?> table, Connection connection, Path partial)
      throws SQLException, IOException {
    String name = table.getTableName();
    List<String> staged =
        IntStream.range(0, parts(table)).mapToObj(part -> name + "_" + part).toList();
    if (fileCount(name) == 1) {
      copy(staged, partial.resolve(name + ".parquet"), connection);
    } else {
      Path inside = Files.createDirectories(partial.resolve(name));
      for (int i = 0; i < staged.size(); i++) {
        copy(List.of(staged.get(i)), inside.resolve("part-%03d.parquet".formatted(i)), connection);
      }
    }
    try (Statement statement = connection.createStatement()) {
      for (String each : staged) {
        statement.execute("DROP TABLE " + each);
      }
    }
  }

  private void copy(List<String> staged, Path file, Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          staged.stream()
                  .map(s -> "FROM " + s)
                  .collect(Collectors.joining(" UNION ALL ", "COPY (", ")"))
              + " TO '%s' (FORMAT parquet, ROW_GROUP_SIZE %d)"
                  .formatted(file.toString().replace("'", "''"), layout.rowGroupRows()));
    }
  }

  private static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** Makes the data: {@code TpchData SCALE FOLDER}. */
  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      throw new IllegalArgumentException("usage: TpchData SCALE FOLDER");
    }
    TpchData data = at(Path.of(args[1]), TpchLayout.ofScale(Double.parseDouble(args[0])));
    System.out.println(data.folder());
  }
}
