package dev.dunlin.core.config;

import java.util.function.Function;

/**
 * A setting: its name, type, default and meaning.
 *
 * @param name {@code group.sub-key}
 * @param kind what a value looks like, for people: {@code size}, {@code integer}, {@code a | b}
 * @param defaultText the default, written as a user would write it
 * @param meaning a sentence for the table in {@code docs/configuration.md}
 * @param parser reads a value; throws {@link IllegalArgumentException} saying what it should be
 */
public record ConfigKey<T>(
    String name, String kind, String defaultText, String meaning, Function<String, T> parser) {

  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException if it is not of the key's type; the message is for the user
   */
  public T read(String text) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Cannot set %s to '%s': %s (expected: %s)".formatted(name, text, e.getMessage(), kind),
          e);
    }
  }
}
