package dev.dunlin.core.store;

import java.io.IOException;

/** An object is not the one that was meant: it was replaced or removed meanwhile. */
public final class ObjectChangedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String object;

  /**
   * A failure to read an object.
   *
   * @param seen what has become of it, and since when: {@code it was replaced while it was read}
   */
  public ObjectChangedException(ObjectUri object, String seen) {
    super("Cannot read %s: %s. Run it again when nothing writes to it.".formatted(object, seen));
    this.object = object.toString();
  }

  /** The object's address. */
  public String object() {
    return object;
  }
}
