/** Statements other than queries, and what a session knows by name. */
@NullMarked
package dev.dunlin.planner.statement;

import org.jspecify.annotations.NullMarked;
