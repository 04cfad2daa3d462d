package dev.dunlin.core.output;

import io.avaje.jsonb.Json;

/**
 * A file of an output.
 *
 * @param name below the output's folder: {@code day=1/part-00000-j-7f3a09c2-a0-0.parquet}
 * @param bytes its length
 */
@Json
public record OutputFile(String name, long bytes) {}
