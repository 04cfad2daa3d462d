/**
 * DuckDB's functions as Calcite operators: by their own names, with the types DuckDB gives them.
 */
@NullMarked
package dev.dunlin.planner.function;

import org.jspecify.annotations.NullMarked;
