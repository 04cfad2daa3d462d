package dev.dunlin.shuffle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** CRC-32C (Castagnoli), which the JVM computes with the processor's own instruction. */
final class Checksums {
  private static final int BUFFER_BYTES = 64 * 1024;

  private Checksums() {}

  static int ofFile(Path file) throws IOException {
    CRC32C crc = new CRC32C();
    byte[] buffer = new byte[Math.clamp(Files.size(file) + 1, 1, BUFFER_BYTES)];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        crc.update(buffer, 0, read);
      }
    }
    return (int) crc.getValue();
  }
}
