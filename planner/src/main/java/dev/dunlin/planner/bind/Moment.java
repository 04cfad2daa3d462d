package dev.dunlin.planner.bind;

import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * The time at which a statement runs: fixed by the driver, so that every task, and every attempt at
 * it, means the same by {@code now()}.
 */
record Moment(Instant instant, ZoneId zone) {
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

  static Moment now(Clock clock, ZoneId zone) {
    return new Moment(clock.instant(), zone);
  }

  /** The SQL of a function that asks for the time; empty if this is none. */
  Optional<String> sql(String function) {
    String utc = FORM.format(LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
    String local = FORM.format(LocalDateTime.ofInstant(instant, zone));
    return Optional.ofNullable(
        switch (function) {
          case "now", "current_timestamp", "get_current_timestamp", "transaction_timestamp" ->
              "CAST(" + EmbeddedDuckDb.literal(utc + "+00") + " AS TIMESTAMP WITH TIME ZONE)";
          case "localtimestamp", "current_localtimestamp" ->
              "CAST(" + EmbeddedDuckDb.literal(local) + " AS TIMESTAMP)";
          case "current_date", "today", "get_current_date" ->
              "CAST(" + EmbeddedDuckDb.literal(local.substring(0, 10)) + " AS DATE)";
          case "localtime", "current_localtime" ->
              "CAST(" + EmbeddedDuckDb.literal(local.substring(11)) + " AS TIME)";
          case "current_time", "get_current_time" ->
              "CAST("
                  + EmbeddedDuckDb.literal(
                      local.substring(11)
                          + zone.getRules().getOffset(instant).getId().replace("Z", "+00"))
                  + " AS TIME WITH TIME ZONE)";
          default -> null;
        });
  }
}
