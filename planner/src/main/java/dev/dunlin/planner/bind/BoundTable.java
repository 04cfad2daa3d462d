package dev.dunlin.planner.bind;

import dev.dunlin.core.schema.Column;
import dev.dunlin.planner.catalog.FileTable;
import dev.dunlin.planner.type.DuckTypeFactory;
import java.util.List;
import org.apache.calcite.plan.RelOptAbstractTable;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalTableScan;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;

/** A table over files as the optimiser sees it: fields in the order of the table's schema. */
public final class BoundTable extends RelOptAbstractTable {
  private final FileTable files;

  private BoundTable(String name, RelDataType row, FileTable files) {
    super(null, name, row);
    this.files = files;
  }

  /**
   * A scan of a table.
   *
   * @param name tells it from every other table of the statement; the same table has the same name
   */
  static RelNode scan(BindContext context, String name, FileTable files) {
    DuckTypeFactory types = context.rex().types();
    RelDataTypeFactory.Builder row = types.builder();
    for (Column column : files.schema().columns()) {
      row.add(column.name(), types.type(column.type(), files.nullable(column.name())));
    }
    return LogicalTableScan.create(
        context.cluster(), new BoundTable(name, row.build(), files), List.of());
  }

  /** The files behind a scan's table. */
  public static FileTable of(RelOptTable table) {
    return table.unwrapOrThrow(BoundTable.class).files;
  }

  @Override
  public double getRowCount() {
    return files.rows();
  }
}
