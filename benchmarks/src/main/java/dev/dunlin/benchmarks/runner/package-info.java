/**
 * What runs in an engine's own process: the protocol and the measuring. Compiled for Java 17 too,
 * which is the newest that Spark runs on everywhere.
 */
@NullMarked
package dev.dunlin.benchmarks.runner;

import org.jspecify.annotations.NullMarked;
