package dev.dunlin.planner.catalog;

import dev.dunlin.core.stage.FileFormat;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What CREATE TABLE … USING … LOCATION says.
 *
 * @param format the format of the files
 * @param location an absolute path or address; a file, folder or pattern as in {@link FileTables}
 * @param options reader options, name to SQL literal
 */
public record TableDefinition(FileFormat format, String location, Map<String, String> options) {
  public TableDefinition {
    options = Collections.unmodifiableMap(new TreeMap<>(options));
    if (location.isEmpty()) {
      throw new IllegalArgumentException("A table needs a location");
    }
  }
}
