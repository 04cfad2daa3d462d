package dev.dunlin.planner.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.util.ImmutableBitSet;
import tools.jackson.databind.JsonNode;

/**
 * What a SELECT groups by.
 *
 * @param grouped whether there is a GROUP BY
 * @param sets the grouping sets, as places in {@code values}
 */
record GroupKeys(boolean grouped, List<RexNode> values, List<ImmutableBitSet> sets) {
  private static final String SPELLINGS =
      "This key of the grouping sets is there already, written otherwise (as its name, its alias"
          + " or its place), and DuckDB would take it for another key: write it the same way"
          + " everywhere.";

  /** These keys, or with GROUP BY ALL the outputs without an aggregate. */
  GroupKeys orAll(JsonNode select, List<RexNode> outputs, Aggregates aggregates) {
    if (!select.path("aggregate_handling").stringValue("").equals("FORCE_AGGREGATES")) {
      return this;
    }
    List<RexNode> values = new ArrayList<>();
    for (RexNode output : outputs) {
      if (!aggregates.isIn(output)
          && !values.contains(output)
          && !isDrawnForGroup(output, aggregates)) {
        values.add(output);
      }
    }
    return new GroupKeys(true, values, List.of(ImmutableBitSet.range(values.size())));
  }

  /**
   * The keys that are written.
   *
   * @param binder binds them
   * @param constants takes those that may be NULL in a group and are constants
   */
  static GroupKeys written(
      BindContext context,
      JsonNode select,
      ExpressionBinder binder,
      Map<String, JsonNode> aliases,
      List<SelectList.Item> items,
      OrderTerms terms,
      ConstantKeys constants) {
    List<RexNode> values = new ArrayList<>();
    // Different spellings of one key are one key; where sets tell keys apart, DuckDB has two.
    List<Integer> places = new ArrayList<>();
    for (JsonNode expression : select.path("group_expressions")) {
      boolean constant = expression.path("class").stringValue("").equals("CONSTANT");
      int ordinal = constant ? terms.output(expression) : -1;
      JsonNode written = ordinal < 0 ? expression : items.get(ordinal).expression();
      RexNode value = ordinal < 0 ? binder.bind(written) : items.get(ordinal).value(binder);
      if (RexOver.containsOver(value)) {
        throw context
            .text()
            .error(expression, "A window function cannot stand in GROUP BY: use QUALIFY.");
      }
      if (select.path("group_sets").size() > 1 && Constants.isConstant(value)) {
        constants.add(aliased(written, aliases), value, context.rex());
      }
      int place = values.indexOf(value);
      if (place < 0) {
        place = values.size();
        values.add(value);
      } else if (select.path("group_sets").size() > 1) {
        throw context.text().error(expression, SPELLINGS);
      }
      places.add(place);
    }
    List<ImmutableBitSet> sets = new ArrayList<>();
    for (JsonNode set : select.path("group_sets")) {
      ImmutableBitSet.Builder bits = ImmutableBitSet.builder();
      set.forEach(i -> bits.set(places.get(i.intValue())));
      sets.add(bits.build());
    }
    return new GroupKeys(
        !select.path("group_sets").isEmpty() || !values.isEmpty(),
        values,
        sets.isEmpty() ? List.of(ImmutableBitSet.range(values.size())) : sets);
  }

  /** What a name that is no column's stands for. */
  private static JsonNode aliased(JsonNode expression, Map<String, JsonNode> aliases) {
    JsonNode path = expression.path("column_names");
    String name = path.path(0).stringValue("").toLowerCase(Locale.ROOT);
    return path.size() == 1 ? aliases.getOrDefault(name, expression) : expression;
  }

  /**
   * {@code SELECT random(), count(*)} is one group: its value is drawn after the rows are counted.
   */
  private static boolean isDrawnForGroup(RexNode output, Aggregates aggregates) {
    return !aggregates.isEmpty()
        && Projections.isVolatile(output)
        && RelOptUtil.InputFinder.bits(output).isEmpty();
  }
}
