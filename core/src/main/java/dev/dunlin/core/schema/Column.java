package dev.dunlin.core.schema;

/**
 * A named, typed column.
 *
 * @param name any text that is not empty, spelt as the user or the file spells it
 * @param type the type in DuckDB's spelling, for example {@code DECIMAL(15,2)} or {@code STRUCT(a
 *     INTEGER, b VARCHAR)[]}
 */
public record Column(String name, String type) {
  public Column {
    if (name.isEmpty() || type.isEmpty()) {
      throw new IllegalArgumentException("A column needs a name and a type: " + name + " " + type);
    }
  }
}
