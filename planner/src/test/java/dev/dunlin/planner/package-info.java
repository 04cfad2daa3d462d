/** Tests of the planner as a whole. */
@NullMarked
package dev.dunlin.planner;

import org.jspecify.annotations.NullMarked;
