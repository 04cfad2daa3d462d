package dev.dunlin.driver.cli.shell;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The words of SQL that are coloured and completed: those of the statements Dunlin runs. */
final class Keywords {
  static final List<String> ALL =
      List.of(
          """
          ALL AND ANTI ANY AS ASC ASOF BETWEEN BY CASE CAST COLLATE COLUMNS COPY CREATE CROSS CUBE
          CURRENT DATE DECIMAL DESC DESCRIBE DISTINCT DOUBLE DROP ELSE END ESCAPE EXCEPT EXCLUDE EXISTS
          EXPLAIN FALSE FILTER FIRST FOLLOWING FOR FORMAT FROM FULL GROUP GROUPING HAVING IF ILIKE IN
          INNER INTEGER INTERSECT INTERVAL INTO IS JOIN LAST LATERAL LEFT LIKE LIMIT LOCATION NATURAL
          NOT NULL NULLS OFFSET ON OPTIONS OR ORDER OUTER OVER OVERWRITE PARTITION PARTITIONED
          PARTITION_BY PIVOT PRECEDING QUALIFY RANGE RECURSIVE REPLACE RIGHT ROLLUP ROW ROWS SELECT SEMI
          SET SETS SHOW SIMILAR TABLE TABLES TEMP THEN TIMESTAMP TO TRUE TRY_CAST UNBOUNDED UNION UNPIVOT
          USING VALUES VARCHAR VIEW WHEN WHERE WINDOW WITH WITHIN
          """
              .strip()
              .split("\\s+"));

  private static final Set<String> SET = Set.copyOf(ALL);

  private Keywords() {}

  static boolean contains(String word) {
    return SET.contains(word.toUpperCase(Locale.ROOT));
  }
}
