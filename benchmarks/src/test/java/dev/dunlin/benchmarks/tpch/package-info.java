/** Tests of the TPC-H data. */
@NullMarked
package dev.dunlin.benchmarks.tpch;

import org.jspecify.annotations.NullMarked;
