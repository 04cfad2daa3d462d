/** SQL text: scripts, statements, positions, and DuckDB's syntax trees of them. */
@NullMarked
package dev.dunlin.planner.sql;

import org.jspecify.annotations.NullMarked;
