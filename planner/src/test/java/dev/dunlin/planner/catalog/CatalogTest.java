package dev.dunlin.planner.catalog;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.core.stage.Split;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder, a DuckDB to write and check files with, and tables over them. */
abstract class CatalogTest {
  static final SplitSizing ONE_TASK = new SplitSizing(Long.MAX_VALUE, 1);

  @TempDir Path folder;
  EmbeddedDuckDb duckdb;
  FolderStore store;
  FileTables tables;

  @BeforeEach
  void open() {
    duckdb = new EmbeddedDuckDb(EmbeddedDuckDb.Reach.FILES);
    store = new FolderStore(folder);
    tables = new FileTables(store, duckdb);
  }

  @AfterEach
  void close() {
    duckdb.close();
  }

  /** Writes a query's rows to a file below the folder, whose own folder is made. */
  Path write(String query, String file, String options) throws SQLException {
    Path path = folder.resolve(file);
    try {
      Files.createDirectories(path.getParent());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    duckdb.run(
        "COPY (" + query + ") TO " + EmbeddedDuckDb.literal(path.toString()) + " " + options);
    return path;
  }

  Path write(String query, String file) throws SQLException {
    return write(query, file, "");
  }

  Path text(String file, String content) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, content);
  }

  /** A path below the folder. */
  String at(String path) {
    return folder + "/" + path;
  }

  FileTable table(String path) {
    return tables.open(Optional.empty(), List.of(at(path)), Map.of());
  }

  FileTable table(String path, String option, String literal) {
    return tables.open(Optional.empty(), List.of(at(path)), Map.of(option, literal));
  }

  FileTable table(FileFormat format, String path, Map<String, String> options) {
    return tables.open(Optional.of(format), List.of(at(path)), options);
  }

  Schema duckdbSchema(String from) throws SQLException {
    return duckdb.describe("SELECT * FROM " + from);
  }

  List<List<@Nullable String>> rows(String sql) throws SQLException {
    return duckdb.rows(sql);
  }

  /** The paths of a table's files below the folder. */
  List<String> files(FileTable table) {
    return table.files().stream().map(file -> below(file.toString())).toList();
  }

  String below(String path) {
    return path.substring(folder.toString().length() + 1);
  }

  /** A task's splits as {@code file[from,to)}, or the file alone where it is whole. */
  List<String> splits(List<Split> task) {
    return task.stream()
        .map(
            split ->
                below(split.file().toString())
                    + (split.whole() ? "" : "[" + split.from() + "," + split.to() + ")"))
        .toList();
  }

  static void refused(Runnable open, String... words) {
    UserErrorException e = assertThrows(UserErrorException.class, open::run);
    for (String word : words) {
      assertTrue(
          String.valueOf(e.getMessage()).contains(word),
          () -> "'" + word + "' is not in: " + e.getMessage());
    }
  }
}
