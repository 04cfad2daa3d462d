package dev.dunlin.executor;

import dev.dunlin.core.stage.Split;
import java.io.IOException;

/** An input file is not the one that the job was planned with. */
final class InputChangedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String file;

  InputChangedException(Split split, String seen) {
    super(
        "Cannot read %s: %s since the job was planned. Run the job again."
            .formatted(split.file(), seen));
    this.file = split.file().toString();
  }

  String file() {
    return file;
  }
}
