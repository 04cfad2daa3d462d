package dev.dunlin.executor;

import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.output.OutputNames;
import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.stage.StageOutput;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.StagedObject;
import dev.dunlin.core.task.TaskDescriptor;
import dev.dunlin.core.task.TaskOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Rows for the user: files in the format, and under the names, of a COPY. */
final class FilesOutput extends OutputWriter {
  private final TaskOutput.Files output;
  private final ObjectStore store;
  private final Path root;
  private final List<Path> files = new ArrayList<>();
  private long rows;

  FilesOutput(
      TaskDescriptor task,
      TaskOutput.Files output,
      ObjectStore store,
      Path scratch,
      Session session) {
    super(task, session);
    this.output = output;
    this.store = store;
    this.root = scratch;
  }

  @Override
  void run() throws SQLException, IOException {
    Map<String, String> options = new TreeMap<>(output.options());
    options.put("FORMAT", output.format().name().toLowerCase(Locale.ROOT));
    options.put("RETURN_FILES", "true");
    AttemptId attempt = task.attempt();
    String name = OutputNames.part(attempt);
    Path target = root;
    if (output.partitionBy().isEmpty()) {
      target = root.resolve(name + "." + ending());
    } else {
      List<String> keys = output.partitionBy().stream().map(Sql::identifier).toList();
      options.put("PARTITION_BY", "(" + String.join(", ", keys) + ")");
      options.put("FILENAME_PATTERN", Sql.literal(name + "-{i}"));
    }
    StringJoiner all = new StringJoiner(", ");
    options.forEach((key, value) -> all.add(key + " " + value));
    session.query(
        "COPY (SELECT %s FROM %s) TO %s (%s)"
            .formatted(columns(), byPosition(), Sql.literal(target.toString()), all),
        result -> rows += result.getLong("Count"));
    boolean keepsSchema = attempt.task().number() == 0;
    if (rows > 0 || keepsSchema) {
      try (Stream<Path> written = Files.walk(root)) {
        written.filter(Files::isRegularFile).sorted().forEach(files::add);
      }
    }
  }

  private StringJoiner columns() {
    Schema schema = task.schema();
    StringJoiner columns = new StringJoiner(", ");
    List<String> positions = positions(schema.size());
    for (int i = 0; i < schema.size(); i++) {
      Column column = schema.columns().get(i);
      columns.add(Sql.cast(positions.get(i), column.type(), output.columns().get(i)));
    }
    return columns;
  }

  private String ending() {
    String format = output.format().name().toLowerCase(Locale.ROOT);
    return output.options().getOrDefault(StageOutput.Files.ENDING, format).replace("'", "");
  }

  @Override
  Delivered deliver() throws IOException {
    String job = task.attempt().task().stage().job().toString();
    List<StagedObject> staged = new ArrayList<>();
    for (Path file : files) {
      String name = root.relativize(file).toString();
      staged.add(store.stage(file, output.folder(), name, job));
    }
    return new Delivered(List.of(), staged, rows);
  }

  /** Nothing: publishing takes only what the driver has committed. */
  @Override
  void discard() {}
}
