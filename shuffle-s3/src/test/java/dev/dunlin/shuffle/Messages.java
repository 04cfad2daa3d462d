package dev.dunlin.shuffle;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Looks at what an error says. */
public final class Messages {
  private Messages() {}

  public static void assertSays(Throwable e, Object... parts) {
    String message = e.getMessage();
    assertNotNull(message);
    for (Object part : parts) {
      assertTrue(message.contains(part.toString()), () -> "no '" + part + "' in: " + message);
    }
  }
}
