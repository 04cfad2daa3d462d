package dev.dunlin.core.stage;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The values of columns as the names of {@code key=value} folders have them: percent-encoded, and
 * with a name for NULL that no text has, since DuckDB encodes its first letter in a text.
 */
public final class PathValues {
  /** How Hive writes NULL into a folder's name. */
  public static final String NULL = "__HIVE_DEFAULT_PARTITION__";

  private PathValues() {}

  /**
   * The text that a folder's value stands for; empty for NULL.
   *
   * @throws CharacterCodingException if its percent signs stand for bytes that are no UTF-8
   */
  public static Optional<String> decode(String written) throws CharacterCodingException {
    if (written.equals(NULL)) {
      return Optional.empty();
    }
    if (written.indexOf('%') < 0) {
      return Optional.of(written);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] encoded = written.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < encoded.length; i++) {
      int high = i + 2 < encoded.length ? Character.digit(encoded[i + 1], 16) : -1;
      int low = high >= 0 ? Character.digit(encoded[i + 2], 16) : -1;
      if (encoded[i] == '%' && low >= 0) {
        bytes.write(high * 16 + low);
        i += 2;
      } else {
        bytes.write(encoded[i]);
      }
    }
    return Optional.of(
        StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(bytes.toByteArray()))
            .toString());
  }
}
