package dev.dunlin.tests.generated;

import dev.dunlin.tests.oracle.Rows;

/** What came of a statement in one engine. */
sealed interface Outcome {
  /** Rows. */
  record Answer(Rows rows) implements Outcome {}

  /** Refused before anything ran. */
  record Refused(String message) implements Outcome {}

  /** The statement or its data was found wrong while it ran. */
  record Failed(String message) implements Outcome {}

  /** The engine itself is wrong. */
  record Broken(String message) implements Outcome {}
}
