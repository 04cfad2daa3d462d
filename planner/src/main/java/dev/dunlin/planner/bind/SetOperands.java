package dev.dunlin.planner.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;

/** Brings the sides of a set operation to the same columns and types. */
final class SetOperands {
  private SetOperands() {}

  /** Each side with the columns of all, in the order in which they first occur; NULL if missing. */
  static List<QueryBinder.Bound> byName(BindContext context, List<QueryBinder.Bound> inputs) {
    List<String> names = new ArrayList<>();
    for (QueryBinder.Bound input : inputs) {
      for (String name : input.names()) {
        if (names.stream().noneMatch(name::equalsIgnoreCase)) {
          names.add(name);
        }
      }
    }
    List<QueryBinder.Bound> aligned = new ArrayList<>();
    for (QueryBinder.Bound input : inputs) {
      List<RexNode> values = new ArrayList<>();
      for (String name : names) {
        int index = indexOf(input.names(), name);
        values.add(
            index < 0
                ? context
                    .rex()
                    .makeNullLiteral(
                        context
                            .rex()
                            .types()
                            .createSqlType(org.apache.calcite.sql.type.SqlTypeName.NULL))
                : context.rex().makeInputRef(input.rel(), index));
      }
      aligned.add(
          new QueryBinder.Bound(
              LogicalProject.create(input.rel(), List.of(), values, names, Set.of()), names));
    }
    return aligned;
  }

  private static int indexOf(List<String> names, String name) {
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  /** The sides' relations, each column cast to the type the column has in all of them together. */
  static List<RelNode> sameTypes(BindContext context, List<QueryBinder.Bound> inputs) {
    List<RelDataType> types = new ArrayList<>();
    for (int c = 0; c < inputs.getFirst().names().size(); c++) {
      RelDataType type = inputs.getFirst().rel().getRowType().getFieldList().get(c).getType();
      for (QueryBinder.Bound input : inputs.subList(1, inputs.size())) {
        type =
            context
                .functions()
                .union(type, input.rel().getRowType().getFieldList().get(c).getType());
      }
      types.add(type);
    }
    List<RelNode> rels = new ArrayList<>();
    for (QueryBinder.Bound input : inputs) {
      List<RexNode> values = new ArrayList<>();
      for (int c = 0; c < types.size(); c++) {
        RexNode value = context.rex().makeInputRef(input.rel(), c);
        values.add(
            ExpressionBinder.isNull(value)
                ? context
                    .rex()
                    .makeNullLiteral(
                        context.rex().types().createTypeWithNullability(types.get(c), true))
                : context.rex().cast(types.get(c), value));
      }
      rels.add(
          LogicalProject.create(
              input.rel(),
              List.of(),
              values,
              inputs.getFirst().rel().getRowType().getFieldNames(),
              Set.of()));
    }
    return rels;
  }
}
