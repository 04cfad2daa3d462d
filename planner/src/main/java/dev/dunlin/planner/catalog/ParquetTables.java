package dev.dunlin.planner.catalog;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.core.stage.FileLayout;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Opens tables over Parquet files. */
final class ParquetTables {
  private final ObjectStore store;
  private final EmbeddedDuckDb duckdb;
  private final ParquetFooters footers;

  ParquetTables(ObjectStore store, EmbeddedDuckDb duckdb) {
    this.store = store;
    this.duckdb = duckdb;
    this.footers = new ParquetFooters(store, duckdb);
  }

  FileTable open(String name, List<TableFile> files, Map<String, String> given)
      throws IOException, SQLException {
    ReaderOptions options = ReaderOptions.of(duckdb, FileFormat.PARQUET, given, Set.of());
    Map<String, String> reading = options.without(PathColumns.OPTIONS);
    reading.remove("union_by_name");
    List<ParquetFooter> read =
        asRead(footers.read(files.stream().map(TableFile::stat).toList()), files, reading);
    boolean union = options.on("union_by_name", ReaderOptions.Standard.OFF);
    List<Column> fileColumns = union ? unionColumns(read) : commonColumns(files, read);
    if (union) {
      reading.put("schema", schemaOption(fileColumns));
    }
    PathColumns path = PathColumns.of(duckdb, files, fileColumns, options);
    return new FileTable(
        duckdb,
        name,
        FileTable.Layout.of(
            FileFormat.PARQUET, new FileLayout(reading, List.of()), fileColumns, path),
        files,
        pieces(read, fileColumns),
        file -> true);
  }

  /**
   * The footers with the columns as DuckDB reads them: an option may change their types, and a name
   * that is there twice is changed.
   */
  private List<ParquetFooter> asRead(
      List<ParquetFooter> footers, List<TableFile> files, Map<String, String> options)
      throws IOException, SQLException {
    Map<List<Column>, List<Column>> seen = new HashMap<>();
    List<ParquetFooter> read = new ArrayList<>();
    try (MetadataFiles copies = new MetadataFiles(store)) {
      for (int i = 0; i < footers.size(); i++) {
        ParquetFooter footer = footers.get(i);
        List<Column> columns = seen.get(footer.columns());
        if (columns == null) {
          long names = footer.columns().stream().map(ParquetTables::key).distinct().count();
          columns =
              options.isEmpty() && names == footer.columns().size()
                  ? footer.columns()
                  : duckdb
                      .describe(
                          "SELECT * FROM read_parquet(%s, hive_partitioning = false%s)"
                              .formatted(
                                  EmbeddedDuckDb.literal(
                                      MetadataFiles.escaped(copies.footer(files.get(i).stat()))),
                                  ReaderOptions.arguments(options)))
                      .columns();
          seen.put(footer.columns(), columns);
        }
        read.add(footer.as(columns));
      }
    }
    return read;
  }

  private static List<Piece> pieces(List<ParquetFooter> footers, List<Column> columns) {
    List<Piece> pieces = new ArrayList<>();
    for (int file = 0; file < footers.size(); file++) {
      ParquetFooter footer = footers.get(file);
      int[] places = places(footer.columns(), columns);
      long rows = footer.rows();
      long from = 0;
      for (ParquetFooter.RowGroup group : footer.rowGroups()) {
        if (group.rows() > 0) {
          List<ColumnChunk> chunks = new ArrayList<>();
          for (int i = 0; i < columns.size(); i++) {
            if (places[i] < 0) {
              chunks.add(ColumnChunk.allNull(group.rows()));
            } else {
              ColumnChunk chunk = group.chunks().get(places[i]);
              // Bounds of another type need not be bounds once they are cast.
              boolean same = footer.columns().get(places[i]).type().equals(columns.get(i).type());
              chunks.add(same ? chunk : chunk.withoutBounds());
            }
          }
          pieces.add(
              new Piece(
                  file,
                  from,
                  from + group.rows(),
                  rows,
                  group.rows(),
                  chunks,
                  List.of(footer.place())));
        }
        from += group.rows();
      }
    }
    return pieces;
  }

  /** For each of the table's columns its place among a file's, or -1. */
  private static int[] places(List<Column> file, List<Column> table) {
    Map<String, Integer> byName = new LinkedHashMap<>();
    for (int i = 0; i < file.size(); i++) {
      byName.putIfAbsent(key(file.get(i)), i);
    }
    return table.stream().mapToInt(column -> byName.getOrDefault(key(column), -1)).toArray();
  }

  private static String key(Column column) {
    return column.name().toLowerCase(Locale.ROOT);
  }

  /** The first file's columns, which all others must have too, of the same types. */
  private static List<Column> commonColumns(List<TableFile> files, List<ParquetFooter> footers) {
    List<Column> columns = footers.getFirst().columns();
    for (int i = 1; i < files.size(); i++) {
      List<Column> others = footers.get(i).columns();
      if (!others.equals(columns)) {
        check(files.getFirst(), columns, files.get(i), others);
        check(files.get(i), others, files.getFirst(), columns);
      }
    }
    return columns;
  }

  private static void check(
      TableFile file, List<Column> columns, TableFile other, List<Column> others) {
    int[] places = places(others, columns);
    for (int i = 0; i < places.length; i++) {
      Column column = columns.get(i);
      if (places[i] < 0) {
        throw new UserErrorException(
            "The files have different columns: %s has '%s', %s has not. Name files that are alike, or"
                    .formatted(file, column.name(), other)
                + " say union_by_name := true to read NULL where a column is missing");
      }
      String type = others.get(places[i]).type();
      if (!type.equals(column.type())) {
        throw new UserErrorException(
            "The files have different types for the column '%s': %s in %s, %s in %s. Name files that"
                    .formatted(column.name(), column.type(), file, type, other)
                + " are alike, or say union_by_name := true to read them as a common type");
      }
    }
  }

  /**
   * Every file's columns in the order in which they come up, each of the type all its types fit.
   */
  private List<Column> unionColumns(List<ParquetFooter> footers) throws SQLException {
    Map<String, List<Column>> found = new LinkedHashMap<>();
    for (List<Column> columns : footers.stream().map(ParquetFooter::columns).distinct().toList()) {
      columns.forEach(
          column -> found.computeIfAbsent(key(column), k -> new ArrayList<>()).add(column));
    }
    List<Column> union = new ArrayList<>();
    for (List<Column> columns : found.values()) {
      union.add(new Column(columns.getFirst().name(), CommonType.of(duckdb, columns)));
    }
    return new Schema(union).columns();
  }

  /** What makes DuckDB read any one of the files with all columns, NULL where it lacks one. */
  private static String schemaOption(List<Column> columns) {
    return columns.stream()
        .map(
            column ->
                "%1$s: {'name': %1$s, 'type': %2$s, 'default_value': NULL}"
                    .formatted(
                        EmbeddedDuckDb.literal(column.name()),
                        EmbeddedDuckDb.literal(column.type())))
        .collect(Collectors.joining(", ", "MAP {", "}"));
  }
}
