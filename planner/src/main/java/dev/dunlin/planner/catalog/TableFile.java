package dev.dunlin.planner.catalog;

import dev.dunlin.core.store.ObjectStat;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A file of a table.
 *
 * @param stat the file as it was when the table was opened
 * @param folders the {@code key=value} folders on the way to it, outermost first, still encoded
 */
public record TableFile(ObjectStat stat, Map<String, String> folders) {
  public TableFile {
    folders = Collections.unmodifiableMap(new LinkedHashMap<>(folders));
  }

  @Override
  public String toString() {
    return stat.uri().toString();
  }
}
