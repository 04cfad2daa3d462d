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

  /**
   * A folder's value, still encoded.
   *
   * @param key letter case aside
   */
  String folder(String key) {
    return folders.entrySet().stream()
        .filter(folder -> folder.getKey().equalsIgnoreCase(key))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(this + " has no folder " + key + "="))
        .getValue();
  }

  @Override
  public String toString() {
    return stat.uri().toString();
  }
}
