package dev.dunlin.core.task;

import dev.dunlin.core.store.ObjectUri;

/**
 * The bytes of one partition from one producer: a Parquet file by itself, alone in an object or
 * inside one.
 *
 * @param producer the stage and task that wrote it, {@code s1/t4}, so that a lost one can be made
 *     again
 * @param partition the partition, from 0
 * @param object the object that holds it
 * @param offsetBytes where it begins in the object
 * @param lengthBytes its length
 * @param rows its number of rows
 * @param crc32c the CRC-32C of its bytes
 */
public record Segment(
    String producer,
    int partition,
    ObjectUri object,
    long offsetBytes,
    long lengthBytes,
    long rows,
    int crc32c) {
  public Segment {
    if (partition < 0 || offsetBytes < 0 || lengthBytes < 0 || rows < 0) {
      throw new IllegalArgumentException("Not a segment: " + object + " partition " + partition);
    }
  }
}
