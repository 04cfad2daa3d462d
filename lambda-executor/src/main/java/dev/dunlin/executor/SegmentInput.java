package dev.dunlin.executor;

import dev.dunlin.core.task.Segment;
import dev.dunlin.core.task.TaskInput;
import dev.dunlin.shuffle.SegmentLostException;
import dev.dunlin.shuffle.SegmentReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads segments by SQL, once they are here and complete. For one attempt. */
final class SegmentInput {
  private final SegmentReader reader;
  private final Path folder;
  private final Session session;
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

  /** A SELECT of all rows of the segments. */
  String select(TaskInput.Segments input) throws IOException, SQLException {
    List<Segment> segments = input.segments();
    for (Segment segment : segments) {
      bytes += segment.lengthBytes();
    }
    List<Path> files = reader.fetch(segments, folder);
    checkRows(segments, files);
    return SegmentSql.read(files, input.schema());
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
