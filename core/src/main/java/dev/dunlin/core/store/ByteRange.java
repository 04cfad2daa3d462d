package dev.dunlin.core.store;

import io.avaje.jsonb.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Some bytes of an object that follow one another. On the wire it is {@code offset+length}.
 *
 * @param offset the first one, from 0
 * @param length how many
 */
public record ByteRange(long offset, long length) {
  public ByteRange {
    if (offset < 0 || length < 0 || offset > Long.MAX_VALUE - length) {
      throw new IllegalArgumentException("Not a range of bytes: " + offset + "+" + length);
    }
  }

  /** The inverse of {@link #toString()}. */
  @Json.Creator
  public static ByteRange parse(String text) {
    int plus = text.indexOf('+');
    if (plus < 0) {
      throw new IllegalArgumentException("Not a range of bytes: " + text);
    }
    return new ByteRange(
        Long.parseLong(text.substring(0, plus)), Long.parseLong(text.substring(plus + 1)));
  }

  /** The byte after the last one. */
  public long end() {
    return offset + length;
  }

  /**
   * As few ranges as hold all bytes of these, in order.
   *
   * @param gap ranges with at most so many bytes between them become one, and those bytes are in it
   */
  public static List<ByteRange> merged(Collection<ByteRange> ranges, long gap) {
    List<ByteRange> sorted =
        ranges.stream()
            .filter(range -> range.length() > 0)
            .sorted(Comparator.comparingLong(ByteRange::offset))
            .toList();
    List<ByteRange> merged = new ArrayList<>();
    for (ByteRange range : sorted) {
      if (!merged.isEmpty() && range.offset() - merged.getLast().end() <= gap) {
        ByteRange last = merged.removeLast();
        merged.add(new ByteRange(last.offset(), Math.max(last.end(), range.end()) - last.offset()));
      } else {
        merged.add(range);
      }
    }
    return List.copyOf(merged);
  }

  @Override
  @Json.Value
  public String toString() {
    return offset + "+" + length;
  }
}
