package dev.dunlin.planner.catalog;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the files' metadata tells of one column.
 *
 * @param min no value is below it: text in the column's type; empty if unknown, or all are NULL
 * @param max no value is above it
 * @param nulls NULLs; empty if unknown
 * @param distinct an estimate of the number of different values; empty if there is nothing to go by
 * @param bytes bytes of the column in the files, as compressed there
 */
public record ColumnStatistics(
    Optional<String> min,
    Optional<String> max,
    OptionalLong nulls,
    OptionalLong distinct,
    long bytes) {}
