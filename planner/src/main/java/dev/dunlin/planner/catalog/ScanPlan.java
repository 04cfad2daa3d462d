package dev.dunlin.planner.catalog;

import dev.dunlin.core.stage.ScanSource;
import dev.dunlin.core.stage.Split;
import java.util.List;

/**
 * What a scan reads.
 *
 * @param source how the files are read
 * @param tasks the splits of each task, in the order of the files; none if nothing is left to read
 * @param rows rows in what is left; an estimate where {@link FileTable#rowsExact()} is false
 * @param bytes bytes, as they are in the files, of the needed columns in what is left
 * @param files files of which something is left
 * @param filesTotal files of the table
 * @param rowGroups Parquet row groups left; 0 for other formats
 * @param rowGroupsTotal Parquet row groups of the table; 0 for other formats
 */
public record ScanPlan(
    ScanSource source,
    List<List<Split>> tasks,
    long rows,
    long bytes,
    int files,
    int filesTotal,
    int rowGroups,
    int rowGroupsTotal) {
  public ScanPlan {
    tasks = tasks.stream().map(List::copyOf).toList();
  }
}
