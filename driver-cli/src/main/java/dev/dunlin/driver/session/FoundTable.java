package dev.dunlin.driver.session;

import dev.dunlin.core.stage.FileFormat;

/**
 * Files that look like a table.
 *
 * @param path the files' path, as FROM takes it in quotes
 * @param files how many there are
 * @param bytes their length in all
 */
public record FoundTable(String path, FileFormat format, int files, long bytes) {}
