/** The benchmarks: TPC-H on Dunlin, DuckDB and Spark, each in a process of its own. */
@NullMarked
package dev.dunlin.benchmarks;

import org.jspecify.annotations.NullMarked;
