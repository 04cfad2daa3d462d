/** From syntax trees to relational algebra: names, types, stars, sub-queries, aggregates. */
@NullMarked
package dev.dunlin.planner.bind;

import org.jspecify.annotations.NullMarked;
