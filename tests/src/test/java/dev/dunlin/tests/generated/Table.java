package dev.dunlin.tests.generated;

import java.util.List;

/**
 * Something with a name that FROM may read.
 *
 * @param construct what reading it shows
 * @param columns their references are not qualified
 * @param key the column that tells its rows apart; empty if all are needed for it
 */
record Table(String name, String construct, List<Column> columns, String key) {
  Table {
    columns = List.copyOf(columns);
  }
}
