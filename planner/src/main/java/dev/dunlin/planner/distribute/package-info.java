/** Cuts a relational tree into stages: where rows must move, and what runs between. */
@NullMarked
package dev.dunlin.planner.distribute;

import org.jspecify.annotations.NullMarked;
