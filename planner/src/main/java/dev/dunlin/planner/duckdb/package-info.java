/** The planner's own DuckDB: it parses, types, folds constants and reads metadata. */
@NullMarked
package dev.dunlin.planner.duckdb;

import org.jspecify.annotations.NullMarked;
