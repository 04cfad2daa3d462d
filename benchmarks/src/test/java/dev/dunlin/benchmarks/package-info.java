/** Tests of the benchmarks. */
@NullMarked
package dev.dunlin.benchmarks;

import org.jspecify.annotations.NullMarked;
