/** The TPC-H queries, each compared with DuckDB. */
@NullMarked
package dev.dunlin.tests.tpch;

import org.jspecify.annotations.NullMarked;
