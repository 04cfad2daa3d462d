@NullMarked
package dev.dunlin.planner.duckdb;

import org.jspecify.annotations.NullMarked;
