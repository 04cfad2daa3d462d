/** DuckDB's types as Calcite's, and the literals of either. */
@NullMarked
package dev.dunlin.planner.type;

import org.jspecify.annotations.NullMarked;
