package dev.dunlin.tests.generated;

import dev.dunlin.tests.generated.Report.Fault;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A fault that is known and not yet mended. One that nothing in the standard run shows any more has
 * to be taken out of the list, so that the list can only become shorter.
 *
 * @param reason what is wrong, for people
 * @param statement what the shrunk statement has in it
 * @param detail what the verdict's detail has in it
 */
record KnownFault(String reason, Verdict.Kind kind, Pattern statement, Pattern detail) {
  static final List<KnownFault> ALL = List.of();

  /** The one that a fault is an instance of; empty if it is a new one. */
  static Optional<KnownFault> of(Fault fault) {
    return ALL.stream().filter(known -> known.matches(fault)).findFirst();
  }

  private boolean matches(Fault fault) {
    return fault.verdict().kind() == kind
        && statement.matcher(fault.smallest()).find()
        && detail.matcher(fault.verdict().detail()).find();
  }
}
