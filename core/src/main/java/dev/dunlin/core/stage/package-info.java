/** The plan of a job as stages: what each runs, reads and hands on. */
@NullMarked
package dev.dunlin.core.stage;

import org.jspecify.annotations.NullMarked;
