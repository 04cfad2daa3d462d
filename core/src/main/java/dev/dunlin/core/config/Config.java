package dev.dunlin.core.config;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Values set for configuration keys; every other key has its default. Immutable, thread-safe. Every
 * value has been read by its key's parser, so reading never fails.
 */
public final class Config {
  public static final Config DEFAULTS = new Config(Map.of());

  private final Map<String, String> values;

  private Config(Map<String, String> values) {
    this.values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  /**
   * This configuration with one more value.
   *
   * @throws IllegalArgumentException if there is no such key, naming the nearest one, or the value
   *     is not of its type; the message is for the user
   */
  public Config with(String name, String value) {
    Object unused = ConfigKeys.named(name).read(value);
    Map<String, String> more = new TreeMap<>(values);
    more.put(name, value);
    return new Config(more);
  }

  public <T> T value(ConfigKey<T> key) {
    return key.parser().apply(values.getOrDefault(key.name(), key.defaultText()));
  }

  /** Whether a value was set, even to the default. */
  public boolean isSet(ConfigKey<?> key) {
    return values.containsKey(key.name());
  }

  /** The values that were set, by name. */
  public Map<String, String> values() {
    return values;
  }
}
