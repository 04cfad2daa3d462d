package dev.dunlin.planner.bind;

import com.google.common.collect.ImmutableSet;
import dev.dunlin.core.failure.UserErrorException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.jspecify.annotations.Nullable;

/**
 * Makes sub-queries that were bound over the rows of a SELECT refer to its groups instead, when
 * they stand in its select list or HAVING.
 */
final class CorrelatedRows {
  private final BindContext context;
  private final List<RexNode> keys;
  private final Aggregates aggregates;
  private final RelNode groups;
  private @Nullable CorrelationId group;

  CorrelatedRows(BindContext context, List<RexNode> keys, Aggregates aggregates, RelNode groups) {
    this.context = context;
    this.keys = keys;
    this.aggregates = aggregates;
    this.groups = groups;
  }

  /** A sub-query's relation, its references to a row replaced by references to the row's group. */
  RelNode regroup(RelNode rel) {
    RexShuttle expressions =
        new RexShuttle() {
          @Override
          public RexNode visitFieldAccess(RexFieldAccess access) {
            return access.getReferenceExpr() instanceof RexCorrelVariable variable
                    && isOurs(variable)
                ? field(variable, access.getField().getIndex())
                : super.visitFieldAccess(access);
          }

          @Override
          public RexNode visitCall(RexCall call) {
            int mark = aggregates.marked(call);
            return mark < 0 ? super.visitCall(call) : ofGroup(keys.size() + mark);
          }

          @Override
          public RexNode visitSubQuery(RexSubQuery query) {
            RexSubQuery inner = (RexSubQuery) super.visitSubQuery(query);
            return inner.clone(regroup(inner.rel));
          }
        };
    return rel.accept(
        new RelHomogeneousShuttle() {
          @Override
          public RelNode visit(RelNode other) {
            return super.visit(other).accept(expressions);
          }
        });
  }

  private final Map<CorrelationId, Boolean> ours = new HashMap<>();

  /**
   * A variable whose row is not the groups' is that of an outer query unless it was declared here.
   */
  private boolean isOurs(RexCorrelVariable variable) {
    return ours.getOrDefault(variable.id, false);
  }

  private RexNode field(RexCorrelVariable variable, int index) {
    for (int key = 0; key < keys.size(); key++) {
      if (keys.get(key) instanceof RexInputRef ref && ref.getIndex() == index) {
        return ofGroup(key);
      }
    }
    throw new UserErrorException(
        "A sub-query refers to the column \"%s\", which must be in GROUP BY."
            .formatted(variable.getType().getFieldList().get(index).getName()));
  }

  /** Says which correlations are those of the SELECT that is grouped. */
  void declare(Set<CorrelationId> own) {
    own.forEach(id -> ours.put(id, true));
  }

  private RexNode ofGroup(int column) {
    if (group == null) {
      group = context.cluster().createCorrel();
    }
    return context
        .rex()
        .makeFieldAccess(context.rex().makeCorrel(groups.getRowType(), group), column);
  }

  /** By what the sub-queries regrouped so far refer to the groups. */
  ImmutableSet<CorrelationId> correlation() {
    return group == null ? ImmutableSet.of() : ImmutableSet.of(group);
  }
}
