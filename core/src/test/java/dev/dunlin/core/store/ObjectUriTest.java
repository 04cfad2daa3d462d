package dev.dunlin.core.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.failure.UserErrorException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
final class ObjectUriTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "s3://bucket/a/b c%20ü'.csv | s3://bucket/a/b c%20ü'.csv",
        "S3://bucket | s3://bucket/",
        "memory://m/k/ | memory://m/k/",
        "/data/a.csv | /data/a.csv",
        "file:///data/a b.csv | /data/a b.csv",
        "/data/../x/./y | /x/y"
      })
  void anAddressPrintsAndParsesBack(String text, String printed) {
    ObjectUri uri = ObjectUri.parse(text);

    assertEquals(printed, uri.toString());
    assertEquals(uri, ObjectUri.parse(uri.toString()));
  }

  @Test
  void aRelativePathIsTakenFromTheWorkingFolder() {
    assertEquals(ObjectUri.file(Path.of("").resolve("a/b")), ObjectUri.parse("a/b"));
    assertEquals(Path.of("a/b").toAbsolutePath(), ObjectUri.parse("a/b").path());
  }

  @Test
  void aTildeAtTheBeginningIsTheHome() {
    Path home = Path.of(System.getProperty("user.home")).toAbsolutePath();
    assertEquals(home, ObjectUri.parse("~").path());
    assertEquals(home.resolve("a/b"), ObjectUri.parse("~/a/b").path());
    assertEquals(Path.of("~a").toAbsolutePath(), ObjectUri.parse("~a").path());
    assertEquals(Path.of("a/~/b").toAbsolutePath(), ObjectUri.parse("a/~/b").path());
    assertEquals("s3://bucket/~/a", ObjectUri.parse("s3://bucket/~/a").toString());
  }

  @Test
  void addressesAreBuiltDownwards() {
    ObjectUri bucket = ObjectUri.parse("s3://bucket");

    assertEquals("s3://bucket/a", bucket.resolve("a").toString());
    assertEquals("s3://bucket/a/b/c", bucket.resolve("a/").resolve("b/c").toString());
    assertEquals("c", bucket.resolve("a/b/c").name());
    assertEquals("b", bucket.resolve("a/b/").name());
    assertEquals("/a/b", ObjectUri.parse("/a").resolve("b").toString());
    assertFalse(bucket.isFile());
    assertThrows(IllegalStateException.class, bucket::path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3://", "s3:///key", "memory:///x"})
  void anObjectNeedsABucket(String text) {
    assertThrows(IllegalArgumentException.class, () -> ObjectUri.parse(text));
  }

  @Test
  void aControlCharacterIsRefusedByPlaceAndNumber() {
    for (char c : new char[] {'\n', '\r', '\t', 0, 0x1b, 0x7f, 0x85, 0x2028, 0x2029}) {
      for (String text :
          List.of("/data/a%sb", "s3://bucket/a%sb", "s3://buc%sket/a", "file:///a%s")) {
        UserErrorException e =
            assertThrows(UserErrorException.class, () -> ObjectUri.parse(text.formatted(c)));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains("U+%04X".formatted((int) c)), message);
        assertTrue(message.indexOf(c) < 0, message);
        assertTrue(message.contains("'" + text.substring(0, text.indexOf('%')) + "'"), message);
      }
      assertThrows(UserErrorException.class, () -> ObjectUri.parse("s3://b/a").resolve("x" + c));
    }
  }
}
