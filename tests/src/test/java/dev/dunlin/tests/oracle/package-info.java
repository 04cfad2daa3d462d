/** The oracle: DuckDB itself on the same files, and the comparison with what Dunlin gives. */
@NullMarked
package dev.dunlin.tests.oracle;

import org.jspecify.annotations.NullMarked;
