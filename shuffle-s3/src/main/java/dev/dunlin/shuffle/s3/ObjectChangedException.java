package dev.dunlin.shuffle.s3;

import dev.dunlin.core.store.ObjectUri;
import java.io.IOException;

/** An object was replaced while it was being read, so that no reading of it would be whole. */
public final class ObjectChangedException extends IOException {
  private static final long serialVersionUID = 1L;

  ObjectChangedException(ObjectUri object, String etag, Throwable cause) {
    super(
        "Cannot read %s: it was replaced while it was read (it had ETag %s). Run it again when nothing writes to it"
            .formatted(object, etag),
        cause);
  }
}
