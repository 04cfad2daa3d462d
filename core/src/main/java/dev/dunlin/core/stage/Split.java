package dev.dunlin.core.stage;

import dev.dunlin.core.store.ByteRange;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectUri;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Optional;

/**
 * A piece of one input file.
 *
 * @param file the file
 * @param fileBytes its length when the job was planned
 * @param etag its ETag when the job was planned; a task that finds another one fails with {@link
 *     dev.dunlin.core.task.TaskFailure.InputChanged}
 * @param from the first row (Parquet) or byte (CSV, JSON) of the piece
 * @param to the row or byte after its last. A line of text belongs to the piece that holds its
 *     first byte
 * @param whole the piece is the whole file
 * @param pathValues the values of the scan's {@link ScanSource#pathColumns}, in their order, as the
 *     names of the file's folders have them: see {@link #pathValue}
 * @param needed the bytes of a Parquet file that reading the piece takes, its footer's among them,
 *     in order; none where all may be, or where the file is read in place
 * @param layout the place of the file's layout in {@link ScanSource#layouts}
 */
public record Split(
    ObjectUri file,
    long fileBytes,
    String etag,
    long from,
    long to,
    boolean whole,
    List<String> pathValues,
    List<ByteRange> needed,
    int layout) {
  /** A piece of a table whose files are all written alike. */
  public Split(
      ObjectUri file,
      long fileBytes,
      String etag,
      long from,
      long to,
      boolean whole,
      List<String> pathValues,
      List<ByteRange> needed) {
    this(file, fileBytes, etag, from, to, whole, pathValues, needed, 0);
  }

  public Split {
    pathValues = List.copyOf(pathValues);
    needed = List.copyOf(needed);
    if (layout < 0 || from < 0 || to < from || fileBytes < 0) {
      throw new IllegalArgumentException("Not a piece of " + file + ": " + from + " to " + to);
    }
  }

  /** The text of a value of {@link #pathValues}; empty for NULL. */
  public Optional<String> pathValue(int place) {
    try {
      return PathValues.decode(pathValues.get(place));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("The value was not looked at: " + this, e);
    }
  }

  /** The file as it was when the job was planned. */
  public ObjectStat version() {
    return new ObjectStat(file, fileBytes, etag);
  }
}
