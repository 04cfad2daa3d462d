package dev.dunlin.executor;

import dev.dunlin.core.task.Segment;
import dev.dunlin.core.task.TaskInput;
import dev.dunlin.shuffle.Fetches;
import dev.dunlin.shuffle.SegmentLostException;
import dev.dunlin.shuffle.SegmentReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads segments by SQL, once they are here and complete. For one attempt. */
final class SegmentInput {
  private final SegmentReader reader;
  private final Path folder;
  private final Session session;
  private final Map<String, List<Path>> files = new HashMap<>();
  private long bytes;

  /**
   * A reader.
   *
   * @param folder for copies, made if need be; the caller removes it
   */
  SegmentInput(SegmentReader reader, Path folder, Session session) {
    this.reader = reader;
    this.folder = folder;
    this.session = session;
  }

  /** Bytes of all segments. */
  long bytes() {
    return bytes;
  }

  /** Names what must be fetched before {@link #select}. */
  void prepare(TaskInput.Segments input, Fetches fetches) throws IOException {
    for (Segment segment : input.segments()) {
      bytes += segment.lengthBytes();
    }
    files.put(input.name(), reader.fetch(input.segments(), folder, fetches));
  }

  /** A SELECT of all rows of the segments. */
  String select(TaskInput.Segments input) throws IOException, SQLException {
    List<Path> here = Objects.requireNonNull(files.get(input.name()));
    checkRows(input.segments(), here);
    return SegmentSql.read(here, input.schema());
  }

  private void checkRows(List<Segment> segments, List<Path> files)
      throws IOException, SQLException {
    if (files.isEmpty()) {
      return;
    }
    Map<String, Long> rows = new HashMap<>();
    session.query(
        "SELECT file_name, num_rows FROM parquet_file_metadata(%s)".formatted(Sql.files(files)),
        (ResultSet result) -> rows.put(result.getString(1), result.getLong(2)));
    for (int i = 0; i < files.size(); i++) {
      Segment segment = segments.get(i);
      Long seen = rows.get(files.get(i).toString());
      if (seen == null || seen != segment.rows()) {
        throw new SegmentLostException(
            segment, "got %s of %d rows".formatted(seen, segment.rows()));
      }
    }
  }
}
