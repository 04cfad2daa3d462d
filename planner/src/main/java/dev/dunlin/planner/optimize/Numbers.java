package dev.dunlin.planner.optimize;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Values as places on a line, for estimates. */
final class Numbers {
  private Numbers() {}

  /** A number as itself, a date or timestamp in days; null for anything else. */
  static @Nullable Double of(String text) {
    try {
      return Double.valueOf(text);
    } catch (NumberFormatException e) {
      return ofDate(text);
    }
  }

  private static @Nullable Double ofDate(String text) {
    try {
      if (text.length() == 10) {
        return (double) LocalDate.parse(text).toEpochDay();
      }
      return text.length() > 10
          ? LocalDateTime.parse(text.replace(' ', 'T')).toEpochSecond(ZoneOffset.UTC) / 86_400.0
          : null;
    } catch (DateTimeException e) {
      return null;
    }
  }
}
