/** The TPC-H benchmark's tables, made by its generator, and its 22 queries. */
@NullMarked
package dev.dunlin.benchmarks.tpch;

import org.jspecify.annotations.NullMarked;
