package dev.dunlin.planner.optimize;

import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.jspecify.annotations.Nullable;

/** A column of an outer query's row, as a sub-query refers to it. */
record Variable(CorrelationId id, int field) {
  /** The variable that an expression is; null if it is none. */
  static @Nullable Variable of(RexNode node) {
    return node instanceof RexFieldAccess access
            && access.getReferenceExpr() instanceof RexCorrelVariable outer
        ? new Variable(outer.id, access.getField().getIndex())
        : null;
  }

  /** The variables that each tree refers to, those of its own correlations among them. */
  static final class Uses {
    private final IdentityHashMap<RelNode, Set<Variable>> known = new IdentityHashMap<>();

    Set<Variable> of(RelNode rel) {
      Set<Variable> found = known.get(rel);
      if (found != null) {
        return found;
      }
      Set<Variable> variables = new LinkedHashSet<>();
      rel.getInputs().forEach(input -> variables.addAll(of(input)));
      RexShuttle collector =
          new RexShuttle() {
            @Override
            public RexNode visitFieldAccess(RexFieldAccess access) {
              Variable variable = Variable.of(access);
              if (variable != null) {
                variables.add(variable);
              }
              return access;
            }
          };
      if (rel instanceof Correlate correlate) {
        correlate.getCondition().accept(collector);
      } else {
        RelNode unused = rel.accept(collector);
      }
      known.put(rel, variables);
      return variables;
    }
  }
}
