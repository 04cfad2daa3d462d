/** The corpus of SQL queries, each compared with DuckDB. */
@NullMarked
package dev.dunlin.tests.sql;

import org.jspecify.annotations.NullMarked;
