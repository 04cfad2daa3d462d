/**
 * Generated statements: a seeded generator writes them, DuckDB and Dunlin in several modes run
 * them, and one that fails is shrunk to the least that still fails.
 */
@NullMarked
package dev.dunlin.tests.generated;

import org.jspecify.annotations.NullMarked;
