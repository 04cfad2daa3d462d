package dev.dunlin.shuffle;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dunlin.core.store.ObjectUri;
import java.util.Arrays;
import java.util.Comparator;

/** The order of keys in S3's listings: by their UTF-8 bytes. */
public enum KeyOrder implements Comparator<ObjectUri> {
  INSTANCE;

  @Override
  public int compare(ObjectUri a, ObjectUri b) {
    return Arrays.compareUnsigned(a.key().getBytes(UTF_8), b.key().getBytes(UTF_8));
  }
}
