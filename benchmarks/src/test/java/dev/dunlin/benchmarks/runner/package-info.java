/** Tests of the runners. */
@NullMarked
package dev.dunlin.benchmarks.runner;

import org.jspecify.annotations.NullMarked;
