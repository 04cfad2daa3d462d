package dev.dunlin.infra;

import java.util.LinkedHashMap;
import java.util.Map;

/** Properties in the order they are written in, so that the template is the same every time. */
final class Properties {
  private Properties() {}

  /** An object of these names and values by turns. */
  static Map<String, Object> of(Object... namesAndValues) {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      properties.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return properties;
  }
}
