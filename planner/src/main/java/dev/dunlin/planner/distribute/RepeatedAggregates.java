package dev.dunlin.planner.distribute;

import java.util.HashSet;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.sql.SqlExplainLevel;

/** The aggregations over tables that occur more than once in a plan. */
final class RepeatedAggregates {
  private final Set<String> repeated = new HashSet<>();

  private RepeatedAggregates() {}

  static RepeatedAggregates in(RelNode root) {
    RepeatedAggregates found = new RepeatedAggregates();
    found.collect(root, new HashSet<>());
    return found;
  }

  private void collect(RelNode rel, Set<String> seen) {
    if (rel instanceof Aggregate && scans(rel)) {
      String digest = digest(rel);
      if (!seen.add(digest)) {
        repeated.add(digest);
      }
    }
    rel.getInputs().forEach(input -> collect(input, seen));
  }

  private static boolean scans(RelNode rel) {
    return rel instanceof TableScan || rel.getInputs().stream().anyMatch(RepeatedAggregates::scans);
  }

  private static String digest(RelNode rel) {
    return RelOptUtil.toString(rel, SqlExplainLevel.DIGEST_ATTRIBUTES);
  }

  boolean contains(Aggregate aggregate) {
    return !repeated.isEmpty() && repeated.contains(digest(aggregate));
  }
}
