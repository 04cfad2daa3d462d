package dev.dunlin.core.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Which Dunlin this is. Driver and function must be of the same release. */
public final class Release {
  /** The build's version, {@code 0.1.0}. */
  public static final String CURRENT = read();

  private Release() {}

  private static String read() {
    try (InputStream in = Release.class.getResourceAsStream("release")) {
      return new String(Objects.requireNonNull(in, "release").readAllBytes(), UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("The build has left out its version", e);
    }
  }
}
