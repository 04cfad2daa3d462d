/** The way from SQL and DataFrames to a stage graph; the only user of Calcite. */
@NullMarked
package dev.dunlin.planner;

import org.jspecify.annotations.NullMarked;
