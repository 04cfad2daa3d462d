package dev.dunlin.planner.statement;

import dev.dunlin.core.cluster.Cluster;
import dev.dunlin.core.config.Config;
import dev.dunlin.core.config.ConfigKeys;
import dev.dunlin.core.config.Spelling;
import dev.dunlin.core.config.UserFolders;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.core.stage.StageGraph;
import dev.dunlin.core.stage.StageOutput;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.planner.Planned;
import dev.dunlin.planner.Statement;
import dev.dunlin.planner.TableFacts;
import dev.dunlin.planner.bind.QueryBinder;
import dev.dunlin.planner.bind.StatementBinder;
import dev.dunlin.planner.bind.TableResolver.Named;
import dev.dunlin.planner.catalog.FileTable;
import dev.dunlin.planner.catalog.FileTables;
import dev.dunlin.planner.catalog.TableCatalog;
import dev.dunlin.planner.catalog.TableDefinition;
import dev.dunlin.planner.catalog.Warehouse;
import dev.dunlin.planner.distribute.Distributor;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb.Reach;
import dev.dunlin.planner.optimize.Estimates;
import dev.dunlin.planner.optimize.Optimizer;
import dev.dunlin.planner.type.DuckTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.calcite.rel.RelNode;
import org.jspecify.annotations.Nullable;

/** Plans statements one at a time, and keeps what they define. Thread-safe. */
public final class StatementPlanner implements AutoCloseable {
  /** For all that a user has written. */
  private final EmbeddedDuckDb duckdb = new EmbeddedDuckDb(Reach.NOTHING);

  private final EmbeddedDuckDb ofFiles = new EmbeddedDuckDb(Reach.FILES);
  private final StatementBinder binder;
  private final FileTables files;
  private final Map<String, Named.View> views = SessionTables.noViews();

  public StatementPlanner(ObjectStore store, Clock clock) {
    this.binder = new StatementBinder(duckdb, Estimates::new, clock);
    this.files = new FileTables(store, ofFiles);
  }

  public synchronized Planned plan(Statement statement, Config config, Cluster.Capacity capacity) {
    Path catalogFile = catalogFile(config);
    SessionTables tables = new SessionTables(files, new TableCatalog(catalogFile), views);
    return new Run(config, capacity, tables, catalogFile).plan(Commands.parse(statement));
  }

  /** See {@link dev.dunlin.planner.Planner#facts}. */
  public synchronized Optional<TableFacts> facts(String name, Config config) {
    return new SessionTables(files, new TableCatalog(catalogFile(config)), views)
        .find(name)
        .flatMap(
            found ->
                found instanceof Named.Files named
                    ? Optional.of(facts(named.table()))
                    : Optional.empty());
  }

  private static TableFacts facts(FileTable table) {
    return new TableFacts(
        table.format(),
        table.schema(),
        table.files().size(),
        table.bytes(),
        table.rows(),
        table.rowGroups());
  }

  /** See {@link dev.dunlin.planner.Planner#functions}. */
  public List<String> functions() {
    return binder.functions();
  }

  private static Path catalogFile(Config config) {
    String file = config.value(ConfigKeys.CATALOG_FILE);
    if (file.contains("://")) {
      throw new UserErrorException(
          "catalog.file names '%s': it is a file of this machine.".formatted(file));
    }
    return file.isEmpty()
        ? UserFolders.home().resolve(".dunlin").resolve("catalog.json")
        : ObjectUri.pathOf(file).toAbsolutePath();
  }

  /** One statement's planning. */
  private final class Run {
    private final Config config;
    private final Cluster.Capacity capacity;
    private final SessionTables tables;
    private final Path catalogFile;

    Run(Config config, Cluster.Capacity capacity, SessionTables tables, Path catalogFile) {
      this.config = config;
      this.capacity = capacity;
      this.tables = tables;
      this.catalogFile = catalogFile;
    }

    Planned plan(Command command) {
      return switch (command) {
        case Command.Query query -> new Planned.Job(graph(query), () -> {}, places(query));
        case Command.Copy copy -> new Planned.Job(graph(copy), () -> {}, places(copy.query()));
        case Command.Explain explain -> explain(explain.explained());
        case Command.Describe describe -> describe(describe.query());
        case Command.CreateView view -> createView(view);
        case Command.CreateTable table -> createTable(table);
        case Command.CreateTableAs table -> createTableAs(table);
        case Command.Drop drop -> drop(drop);
        case Command.ShowTables show -> showTables();
        case Command.Set set -> new Planned.Setting(set.name(), set.value());
      };
    }

    private QueryBinder.Bound bind(Command.Query query) {
      return binder.bind(
          query.sql(), query.statement(), config.value(ConfigKeys.SQL_TIME_ZONE), tables);
    }

    private UnaryOperator<String> places(Command.Query query) {
      return message -> binder.place(message, query.sql(), query.statement(), tables);
    }

    private StageGraph graph(Command.Query query) {
      return graph(bind(query), new StageOutput.Rows());
    }

    private StageGraph graph(Command.Copy copy) {
      QueryBinder.Bound bound = bind(copy.query());
      StageOutput.Files files = FileSinks.of(copy.target(), copy.options(), bound.names());
      StageGraph graph = graph(bound, files);
      Schema written =
          FileTypes.written(files.format(), graph.result().schema(), files.partitionBy());
      FileSinks.check(files, written, ofFiles);
      return graph.withResult(written);
    }

    private StageGraph graph(QueryBinder.Bound bound, StageOutput output) {
      RelNode optimized = Optimizer.optimize(bound.rel());
      return new Distributor(optimized, config, capacity)
          .distribute(optimized, output, bound.names());
    }

    private Planned explain(Command command) {
      StageGraph graph =
          switch (command) {
            case Command.Query query -> graph(query);
            case Command.Copy copy -> graph(copy);
            case Command.CreateTableAs table -> graph(asCopy(table));
            default -> throw new IllegalStateException("Cannot be explained: " + command);
          };
      List<List<@Nullable String>> rows = new ArrayList<>();
      ExplainText.lines(graph).forEach(line -> rows.add(List.of(line)));
      return new Planned.Answer(new Schema(List.of(new Column("plan", "VARCHAR"))), rows);
    }

    private Planned describe(Command.Query query) {
      QueryBinder.Bound bound = bind(query);
      List<List<@Nullable String>> rows = new ArrayList<>();
      for (int i = 0; i < bound.names().size(); i++) {
        var type = bound.rel().getRowType().getFieldList().get(i).getType();
        rows.add(
            List.of(bound.names().get(i), DuckTypes.text(type), type.isNullable() ? "YES" : "NO"));
      }
      return new Planned.Answer(
          new Schema(
              List.of(
                  new Column("column_name", "VARCHAR"),
                  new Column("column_type", "VARCHAR"),
                  new Column("null", "VARCHAR"))),
          rows);
    }

    /** Whether a CREATE has anything to do. */
    private boolean isToBeMade(String kind, String name, Command.IfTaken ifTaken) {
      if (!tables.isTaken(name) || ifTaken == Command.IfTaken.REPLACE) {
        return true;
      }
      if (ifTaken == Command.IfTaken.KEEP) {
        return false;
      }
      throw new UserErrorException(
          "There is a table or view \"%s\" already: use CREATE OR REPLACE %s."
              .formatted(name, kind));
    }

    private Planned createView(Command.CreateView view) {
      if (!isToBeMade("VIEW", view.name(), view.ifTaken())) {
        return new Planned.Done();
      }
      // Bound once, so that what is wrong with it is said now.
      QueryBinder.Bound bound = bind(view.query());
      if (view.columns().size() > bound.names().size()) {
        throw new UserErrorException(
            "The view \"%s\" names %d columns, but its query has %d."
                .formatted(view.name(), view.columns().size(), bound.names().size()));
      }
      List<String> names = new ArrayList<>(bound.names());
      for (int i = 0; i < view.columns().size(); i++) {
        names.set(i, view.columns().get(i));
      }
      Named.View old =
          views.put(view.name(), new Named.View(view.name(), view.query().sql().strip(), names));
      try {
        // Bound by its own name, so that a view which refers to itself is refused now.
        QueryBinder.Bound unused = bind(Commands.table(view.name()));
      } catch (UserErrorException e) {
        if (old == null) {
          views.remove(view.name());
        } else {
          views.put(view.name(), old);
        }
        throw e;
      }
      return new Planned.Done();
    }

    private Planned createTable(Command.CreateTable table) {
      if (isToBeMade("TABLE", table.name(), table.ifTaken())) {
        warehouse().refuse(table.location());
        Map<String, String> options = new TreeMap<>();
        table.options().forEach((name, value) -> options.put(name.toLowerCase(Locale.ROOT), value));
        FileFormat format = FileSinks.format(table.format());
        // Opened once, so that what is wrong with it is said now.
        FileTable opened = files.open(Optional.of(format), List.of(table.location()), options);
        enter(
            table.name(),
            new TableDefinition(opened.format(), absolute(table.location()), options));
      }
      return new Planned.Done();
    }

    private static String absolute(String location) {
      return location.contains("://")
          ? location
          : ObjectUri.pathOf(location).toAbsolutePath().toString();
    }

    private void enter(String name, TableDefinition definition) {
      Optional<TableCatalog.Entry> replaced = tables.catalog().entry(name);
      tables.catalog().put(name, definition, TableCatalog.Mode.REPLACE);
      views.remove(name);
      replaced
          .filter(old -> !isSameFolder(old.definition().location(), definition.location()))
          .ifPresent(this::removeFiles);
    }

    /** Also where a file system takes two spellings for one name. */
    private static boolean isSameFolder(String one, String other) {
      try {
        return one.equals(other)
            || (!other.contains("://") && Files.isSameFile(Path.of(one), Path.of(other)));
      } catch (IOException | InvalidPathException _) {
        return false; // One of them is not there.
      }
    }

    /** Removes the files of a table that is one no more, if Dunlin keeps them. */
    private void removeFiles(TableCatalog.Entry table) {
      if (warehouse().keeps(table.name(), table.definition())) {
        warehouse().remove(table.name());
      }
    }

    private Planned createTableAs(Command.CreateTableAs table) {
      if (!isToBeMade("TABLE", table.name(), table.ifTaken())) {
        return new Planned.Done();
      }
      Command.Copy copy = asCopy(table);
      StageGraph graph = graph(copy);
      StageOutput.Files output = (StageOutput.Files) graph.result().output();
      TableDefinition definition =
          new TableDefinition(output.format(), output.folder().toString(), Map.of());
      return new Planned.Job(graph, () -> enter(table.name(), definition), places(copy.query()));
    }

    /** For tables that are given no folder. */
    private Warehouse warehouse() {
      return new Warehouse(catalogFile.resolveSibling("warehouse"));
    }

    private String location(Command.CreateTableAs table) {
      if (table.location().isEmpty()) {
        return warehouse().folderOf(table.name()).toString();
      }
      warehouse().refuse(table.location());
      if (!FileTables.isOnePath(table.location())) {
        throw new UserErrorException(
            "Cannot write a table to the LOCATION '%s': it has wildcards in it, and a table of a query is one folder."
                .formatted(table.location()));
      }
      return table.location();
    }

    private Command.Copy asCopy(Command.CreateTableAs table) {
      Map<String, String> options = new TreeMap<>(table.options());
      options.put("FORMAT", table.format());
      if (!table.partitionBy().isEmpty()) {
        options.put(
            "PARTITION_BY",
            table.partitionBy().stream()
                .map(EmbeddedDuckDb::identifier)
                .collect(Collectors.joining(", ", "[", "]")));
      }
      if (table.ifTaken() == Command.IfTaken.REPLACE) {
        options.put("OVERWRITE", "true");
      }
      return new Command.Copy(table.query(), location(table), options);
    }

    private Planned drop(Command.Drop drop) {
      boolean known =
          drop.kind().equals("VIEW") ? views.remove(drop.name()) != null : dropTable(drop.name());
      if (!known && tables.isTaken(drop.name())) {
        throw new UserErrorException(
            "\"%s\" is a %s: use DROP %2$s."
                .formatted(drop.name(), drop.kind().equals("VIEW") ? "TABLE" : "VIEW"));
      }
      if (!known && !drop.ifExists()) {
        throw new UserErrorException(
            "There is no %s \"%s\".%s"
                .formatted(
                    drop.kind().toLowerCase(Locale.ROOT),
                    drop.name(),
                    Spelling.nearest(drop.name(), tables.names())
                        .map(near -> " Did you mean \"" + near + "\"?")
                        .orElse("")));
      }
      return new Planned.Done();
    }

    private boolean dropTable(String name) {
      Optional<TableCatalog.Entry> dropped = tables.catalog().remove(name);
      dropped.ifPresent(this::removeFiles);
      return dropped.isPresent();
    }

    private Planned showTables() {
      Map<String, List<@Nullable String>> rows = new TreeMap<>();
      for (String name : tables.catalog().names()) {
        String location = tables.catalog().find(name).map(TableDefinition::location).orElse("");
        rows.put(name, List.of(name, "table", location));
      }
      views.values().forEach(v -> rows.put(v.name(), Arrays.asList(v.name(), "view", null)));
      return new Planned.Answer(
          new Schema(
              List.of(
                  new Column("name", "VARCHAR"),
                  new Column("kind", "VARCHAR"),
                  new Column("location", "VARCHAR"))),
          List.copyOf(rows.values()));
    }
  }

  @Override
  public void close() {
    binder.close();
    duckdb.close();
    ofFiles.close();
  }
}
