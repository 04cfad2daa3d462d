package dev.dunlin.planner.bind;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.jspecify.annotations.Nullable;

/**
 * What column names mean at one place of a query: the columns of its FROM clause, and around them
 * those of the queries it stands in.
 */
final class Scope {
  private final RelOptCluster cluster;
  private final RelNode rel;
  private final RelDataType row;
  private final List<Entry> entries;
  private final @Nullable Scope parent;
  private @Nullable CorrelationId correlation;
  private @Nullable Aggregates open;

  /**
   * A column that can be named.
   *
   * @param table the alias of its table; empty for a column that several share by USING
   * @param name its name
   * @param value its value in the row
   * @param bare whether it answers to its name alone
   * @param starred whether it is part of {@code *}
   */
  record Entry(String table, String name, RexNode value, boolean bare, boolean starred) {
    /** Whether it is a column that tables share by USING. */
    boolean isShared() {
      return table.isEmpty();
    }

    Entry hidden() {
      return new Entry(table, name, value, false, false);
    }
  }

  /**
   * @param rel what the FROM clause gives; its row is what the entries' values refer to
   */
  Scope(RelNode rel, List<Entry> entries, @Nullable Scope parent) {
    this(rel, rel.getRowType(), entries, parent);
  }

  /**
   * @param row as sub-queries see it
   */
  private Scope(RelNode rel, RelDataType row, List<Entry> entries, @Nullable Scope parent) {
    this.cluster = rel.getCluster();
    this.rel = rel;
    this.row = row;
    this.entries = List.copyOf(entries);
    this.parent = parent;
  }

  /**
   * The scope of expressions over groups of which not all have all keys: a column that is NULL in
   * no row may be in a group, and sub-queries must reckon with that.
   */
  Scope overGroupingSets() {
    List<RelDataType> types =
        row.getFieldList().stream()
            .map(f -> cluster.getTypeFactory().createTypeWithNullability(f.getType(), true))
            .toList();
    return new Scope(
        rel,
        cluster.getTypeFactory().createStructType(types, row.getFieldNames()),
        entries,
        parent);
  }

  List<Entry> entries() {
    return entries;
  }

  @Nullable Scope parent() {
    return parent;
  }

  /**
   * The entries of this name, of this table if one is given. Without one a column that tables share
   * by USING comes before those that other tables have.
   */
  List<Entry> named(Optional<String> table, String name) {
    List<Entry> named =
        entries.stream()
            .filter(e -> e.name().equalsIgnoreCase(name))
            .filter(e -> table.isEmpty() ? e.bare() : e.table().equalsIgnoreCase(table.get()))
            .toList();
    List<Entry> shared = named.stream().filter(Entry::isShared).toList();
    return shared.isEmpty() ? named : shared;
  }

  boolean hasTable(String table) {
    return entries.stream().anyMatch(e -> e.table().equalsIgnoreCase(table));
  }

  /** Whether this scope or one around it has the table. */
  boolean seesTable(String table) {
    return hasTable(table) || (parent != null && parent.seesTable(table));
  }

  /** The aliases of the tables here and around, for hints. */
  List<String> tables() {
    Set<String> tables = new LinkedHashSet<>();
    for (Scope scope = this; scope != null; scope = scope.parent) {
      scope.entries.stream().map(Entry::table).filter(t -> !t.isEmpty()).forEach(tables::add);
    }
    return new ArrayList<>(tables);
  }

  /** A column of this scope's, as a sub-query sees it. */
  RexNode fromInside(RexNode value) {
    if (correlation == null) {
      correlation = cluster.createCorrel();
    }
    RexNode variable = cluster.getRexBuilder().makeCorrel(row, correlation);
    return value.accept(
        new RexShuttle() {
          @Override
          public RexNode visitInputRef(RexInputRef ref) {
            return cluster.getRexBuilder().makeFieldAccess(variable, ref.getIndex());
          }
        });
  }

  /**
   * Binds a sub-query, which may have aggregates of this scope's columns alone.
   *
   * @param aggregates takes those; null where there can be none
   */
  <T> T inside(@Nullable Aggregates aggregates, Supplier<T> subQuery) {
    Aggregates before = open;
    open = aggregates;
    try {
      return subQuery.get();
    } finally {
      open = before;
    }
  }

  /** What takes the aggregates of this scope's columns in the sub-query that is being bound. */
  @Nullable Aggregates open() {
    return open;
  }

  /** The nearest scope around whose columns these values use; null if they use none of any. */
  @Nullable Scope used(List<RexNode> values) {
    RelOptUtil.VariableUsedVisitor visitor = new RelOptUtil.VariableUsedVisitor(null);
    values.forEach(value -> value.accept(visitor));
    for (Scope at = parent; at != null; at = at.parent) {
      if (at.correlation != null && visitor.variables.contains(at.correlation)) {
        return at;
      }
    }
    return null;
  }

  /** What {@link #fromInside} was made of, for the row that the scope is of. */
  RexNode toInside(RexNode value) {
    return value.accept(
        new RexShuttle() {
          @Override
          public RexNode visitFieldAccess(RexFieldAccess access) {
            return access.getReferenceExpr() instanceof RexCorrelVariable variable
                    && variable.id.equals(correlation)
                ? cluster.getRexBuilder().makeInputRef(rel, access.getField().getIndex())
                : super.visitFieldAccess(access);
          }
        });
  }

  /**
   * The correlation that sub-queries bound since the last call have used; the relational node that
   * holds them must declare it.
   */
  ImmutableSet<CorrelationId> takeCorrelation() {
    CorrelationId used = correlation;
    correlation = null;
    return used == null ? ImmutableSet.of() : ImmutableSet.of(used);
  }

  /** All names that can be written here, for hints. */
  List<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (Scope scope = this; scope != null; scope = scope.parent) {
      for (Entry entry : scope.entries) {
        names.add(entry.name());
      }
    }
    return new ArrayList<>(names);
  }
}
