package dev.dunlin.tests.generated;

/**
 * How two outcomes of one statement compare.
 *
 * @param detail what differs, or the message, for people
 */
record Verdict(Kind kind, String detail) {
  /** A kind of verdict. */
  enum Kind {
    SAME_ROWS("the same rows"),
    BOTH_FAIL("both fail while running"),
    BOTH_REFUSE("both refuse"),
    TOO_MANY_ROWS("more rows than are compared"),
    REFUSED("Dunlin refuses what DuckDB answers"),
    TAKEN("Dunlin answers what DuckDB refuses"),
    UNFAILED("Dunlin answers where DuckDB fails while running"),
    ORACLE_BROKEN("DuckDB breaks"),
    UNSETTLED("other rows, as DuckDB gives too where its tables' rows stand in another order"),
    ORACLE_DIFFERS("other rows, as DuckDB gives too without its optimiser"),
    WRONG_ROWS("other rows"),
    WRONG_COLUMNS("other names or types of columns"),
    FAILS("Dunlin fails while running what DuckDB answers"),
    BREAKS("an internal error of Dunlin's");

    private final String meaning;

    Kind(String meaning) {
      this.meaning = meaning;
    }

    String meaning() {
      return meaning;
    }

    /** Whether it is a fault that no statement may have. */
    boolean isFault() {
      return compareTo(WRONG_ROWS) >= 0;
    }

    /** Whether messages of this kind are counted by their shape. */
    boolean isCounted() {
      return compareTo(SAME_ROWS) > 0 && compareTo(WRONG_ROWS) < 0;
    }
  }

  /** The message without what differs from statement to statement. */
  String shape() {
    String first = detail.lines().findFirst().orElse("");
    String shape =
        first
            .replaceAll("Task \\S+ \\(.*?\\) failed: ", "")
            .replaceAll(" \\(task [^)]*\\)", "")
            .replaceAll("j-[0-9a-f]+", "j-…")
            .replaceAll("\"[^\"]*\"", "\"…\"")
            .replaceAll("'[^']*'", "'…'")
            .replaceAll("[0-9]+", "0");
    return shape.length() > 160 ? shape.substring(0, 160) + "…" : shape;
  }
}
