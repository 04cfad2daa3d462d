package dev.dunlin.shuffle;

import dev.dunlin.core.task.Segment;
import java.io.IOException;

/** A committed segment is missing, short or altered: its producer must run again. */
public final class SegmentLostException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Segment segment;

  /**
   * A lost segment.
   *
   * @param seen what was found instead: {@code got 4096 of 8192 bytes}
   */
  public SegmentLostException(Segment segment, String seen) {
    super(
        "Cannot read the segment of %s, partition %d, in %s: %s (its producer must run again)"
            .formatted(segment.producer(), segment.partition(), segment.object(), seen));
    this.segment = segment;
  }

  public Segment segment() {
    return segment;
  }
}
