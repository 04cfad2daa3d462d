/** Columns and their types, written as DuckDB writes them. */
@NullMarked
package dev.dunlin.core.schema;

import org.jspecify.annotations.NullMarked;
