package dev.dunlin.planner.bind;

import dev.dunlin.core.config.Spelling;
import dev.dunlin.planner.function.DuckFunction;
import dev.dunlin.planner.function.SqlTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalCorrelate;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Binds joins: ON, USING and NATURAL, lateral ones, and all kinds from CROSS to ANTI. */
final class JoinBinder {
  private final BindContext context;
  private final QueryBinder queries;
  private final FromBinder from;

  JoinBinder(BindContext context, QueryBinder queries, FromBinder from) {
    this.context = context;
    this.queries = queries;
    this.from = from;
  }

  FromBinder.Source bind(JsonNode node, @Nullable Scope parent) {
    FromBinder.Source left = from.bind(node.path("left"), parent);
    String reference = node.path("ref_type").stringValue("");
    if (!List.of("REGULAR", "CROSS", "NATURAL", "DEPENDENT").contains(reference)) {
      throw context.text().error(node, "Not supported: " + reference + " JOIN.");
    }
    JoinRelType type = type(node);
    Scope lateral = new Scope(left.rel(), left.entries(), parent);
    JsonNode rightNode = node.path("right");
    boolean unnests =
        rightNode.path("type").stringValue("").equals("TABLE_FUNCTION")
            && rightNode.path("function").path("function_name").stringValue("").equals("unnest");
    if (unnests && type == JoinRelType.INNER && node.path("using_columns").isEmpty()) {
      return where(node, from.function(rightNode, left, parent), parent);
    }
    FromBinder.Source right = from.bind(rightNode, lateral);
    Set<CorrelationId> correlation = lateral.takeCorrelation();
    List<String> using = using(node, reference, left, right);
    Combined combined = combine(left, right, using, type);
    RexNode condition = condition(node, combined, using, parent);
    RelNode rel;
    if (!correlation.isEmpty()) {
      rel = correlate(node, left.rel(), right.rel(), correlation, type, condition);
    } else if (RexUtil.SubQueryFinder.find(condition) != null
        || Projections.isVolatile(condition)) {
      if (type != JoinRelType.INNER) {
        throw context
            .text()
            .error(
                node,
                "Not supported: a %s in the condition of %s join."
                    .formatted(
                        Projections.isVolatile(condition) ? "function like random()" : "sub-query",
                        type.isOuterJoin() ? "an outer" : "a semi or anti"));
      }
      rel =
          Projections.filter(
              join(left.rel(), right.rel(), context.rex().makeLiteral(true), type),
              condition,
              Set.copyOf(combined.correlation()));
    } else {
      rel = join(left.rel(), right.rel(), condition, type);
    }
    return new FromBinder.Source(rel, retyped(rel, combined.entries(), type));
  }

  /** The condition of a join with unnest, which is a filter above it. */
  private FromBinder.Source where(JsonNode node, FromBinder.Source source, @Nullable Scope parent) {
    if (!node.path("condition").isObject()) {
      return source;
    }
    Scope scope = new Scope(source.rel(), source.entries(), parent);
    RexNode condition = binder(scope).condition(node.path("condition"));
    return new FromBinder.Source(
        Projections.filter(source.rel(), condition, scope.takeCorrelation()), source.entries());
  }

  private JoinRelType type(JsonNode node) {
    String type = node.path("join_type").stringValue("");
    return switch (type) {
      case "INNER" -> JoinRelType.INNER;
      case "LEFT" -> JoinRelType.LEFT;
      case "RIGHT" -> JoinRelType.RIGHT;
      case "FULL", "OUTER" -> JoinRelType.FULL;
      case "SEMI" -> JoinRelType.SEMI;
      case "ANTI" -> JoinRelType.ANTI;
      default -> throw context.text().error(node, "Not supported: " + type + " JOIN.");
    };
  }

  private static RelNode join(RelNode left, RelNode right, RexNode condition, JoinRelType type) {
    return LogicalJoin.create(left, right, List.of(), condition, Set.of(), type);
  }

  private RelNode correlate(
      JsonNode node,
      RelNode left,
      RelNode right,
      Set<CorrelationId> correlation,
      JoinRelType type,
      RexNode condition) {
    CorrelationId id = correlation.iterator().next();
    if (type != JoinRelType.INNER && type != JoinRelType.LEFT) {
      throw context.text().error(node, "Not supported: a lateral " + type + " JOIN.");
    }
    RelNode partners =
        condition.isAlwaysTrue()
            ? right
            : Projections.filter(right, inside(condition, left, right, id), Set.of());
    return LogicalCorrelate.create(
        left, partners, List.of(), id, RelOptUtil.correlationColumns(id, partners), type);
  }

  /** A condition over the joined row as one over the right side, for one row of the left. */
  private RexNode inside(RexNode condition, RelNode left, RelNode right, CorrelationId id) {
    int width = left.getRowType().getFieldCount();
    RexNode row = context.rex().makeCorrel(left.getRowType(), id);
    return condition.accept(
        new RexShuttle() {
          @Override
          public RexNode visitInputRef(RexInputRef ref) {
            return ref.getIndex() < width
                ? context.rex().makeFieldAccess(row, ref.getIndex())
                : context.rex().makeInputRef(right, ref.getIndex() - width);
          }
        });
  }

  private List<String> using(
      JsonNode node, String reference, FromBinder.Source left, FromBinder.Source right) {
    List<String> names = new ArrayList<>();
    node.path("using_columns").forEach(n -> names.add(n.stringValue()));
    if (reference.equals("NATURAL")) {
      for (Scope.Entry entry : left.entries()) {
        boolean shared =
            right.entries().stream()
                .anyMatch(e -> e.bare() && e.name().equalsIgnoreCase(entry.name()));
        if (entry.bare() && shared && !names.contains(entry.name())) {
          names.add(entry.name());
        }
      }
      if (names.isEmpty()) {
        throw context.text().error(node, "A NATURAL JOIN needs a column that both sides have.");
      }
    }
    for (String name : names) {
      check(node, name, "left", left.entries());
      check(node, name, "right", right.entries());
    }
    return names;
  }

  private void check(JsonNode node, String name, String side, List<Scope.Entry> entries) {
    List<String> known =
        entries.stream().filter(Scope.Entry::bare).map(Scope.Entry::name).distinct().toList();
    if (known.stream().noneMatch(name::equalsIgnoreCase)) {
      throw context
          .text()
          .error(
              node,
              "USING (%s): the %s side of the join has no column of that name.%s"
                  .formatted(
                      name,
                      side,
                      Spelling.nearest(name, known)
                          .map(near -> " Did you mean \"" + near + "\"?")
                          .orElse("")));
    }
  }

  /** Both sides' entries over the joined row, and the equalities that USING stands for. */
  private record Combined(
      FromBinder.Source left,
      FromBinder.Source right,
      List<Scope.Entry> entries,
      List<RexNode> equalities,
      List<CorrelationId> correlation) {}

  private Combined combine(
      FromBinder.Source left, FromBinder.Source right, List<String> using, JoinRelType type) {
    int width = left.rel().getRowType().getFieldCount();
    List<Scope.Entry> lefts = new ArrayList<>(left.entries());
    List<Scope.Entry> rights = new ArrayList<>();
    for (Scope.Entry e : right.entries()) {
      rights.add(
          new Scope.Entry(
              e.table(), e.name(), RexUtil.shift(e.value(), width), e.bare(), e.starred()));
    }
    List<RexNode> equalities = new ArrayList<>();
    for (String name : using) {
      int l = indexOf(lefts, name);
      int r = indexOf(rights, name);
      Scope.Entry leftEntry = lefts.get(l);
      Scope.Entry rightEntry = rights.get(r);
      equalities.add(
          binder(new Scope(left.rel(), List.of(), null))
              .comparisons()
              .compare(
                  tools.jackson.databind.node.MissingNode.getInstance(),
                  SqlStdOperatorTable.EQUALS,
                  leftEntry.value(),
                  rightEntry.value()));
      rights.set(r, rightEntry.hidden());
      lefts.set(l, leftEntry.hidden());
      RexNode value =
          type == JoinRelType.RIGHT || type == JoinRelType.FULL
              ? merged(leftEntry, rightEntry)
              : leftEntry.value();
      lefts.add(l, new Scope.Entry("", leftEntry.name(), value, true, true));
    }
    List<Scope.Entry> entries = new ArrayList<>(lefts);
    entries.addAll(rights);
    return new Combined(left, right, entries, equalities, new ArrayList<>());
  }

  private RexNode merged(Scope.Entry left, Scope.Entry right) {
    var type = context.functions().common(left.value().getType(), right.value().getType());
    return context
        .rex()
        .makeCall(
            type,
            new DuckFunction(SqlTemplate.call("coalesce", 2), type, true),
            List.of(left.value(), right.value()));
  }

  /** The column that answers to a name alone: one that USING has made comes before others. */
  private int indexOf(List<Scope.Entry> entries, String name) {
    List<Integer> found =
        IntStream.range(0, entries.size())
            .filter(i -> entries.get(i).bare() && entries.get(i).name().equalsIgnoreCase(name))
            .boxed()
            .toList();
    return found.stream()
        .filter(i -> entries.get(i).isShared())
        .findFirst()
        .orElseGet(found::getFirst);
  }

  private RexNode condition(
      JsonNode node, Combined combined, List<String> using, @Nullable Scope parent) {
    if (!using.isEmpty()) {
      return RexUtil.composeConjunction(context.rex(), combined.equalities());
    }
    if (!node.path("condition").isObject()) {
      return context.rex().makeLiteral(true);
    }
    RelNode cross =
        join(
            combined.left().rel(),
            combined.right().rel(),
            context.rex().makeLiteral(true),
            JoinRelType.INNER);
    Scope scope = new Scope(cross, combined.entries(), parent);
    RexNode condition = binder(scope).condition(node.path("condition"));
    combined.correlation().addAll(scope.takeCorrelation());
    return condition;
  }

  private ExpressionBinder binder(Scope scope) {
    return new ExpressionBinder(context, queries, scope, Map.of(), null, "a join's condition");
  }

  /**
   * Entries as they are after the join: a semi join hides the right side, an outer one adds NULLs.
   */
  private List<Scope.Entry> retyped(RelNode rel, List<Scope.Entry> entries, JoinRelType type) {
    int width = rel.getRowType().getFieldCount();
    List<Scope.Entry> result = new ArrayList<>();
    for (Scope.Entry e : entries) {
      Optional<Integer> beyond =
          RelOptUtil.InputFinder.bits(e.value()).asList().stream()
              .filter(i -> i >= width)
              .findAny();
      if (type.projectsRight() || beyond.isEmpty()) {
        RexNode value =
            e.value()
                .accept(
                    new RexShuttle() {
                      @Override
                      public RexNode visitInputRef(RexInputRef ref) {
                        return context.rex().makeInputRef(rel, ref.getIndex());
                      }
                    });
        result.add(new Scope.Entry(e.table(), e.name(), value, e.bare(), e.starred()));
      }
    }
    return result;
  }
}
