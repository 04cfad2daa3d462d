/** From a bound query to the relational tree whose shuffles, broadcasts and join order are good. */
@NullMarked
package dev.dunlin.planner.optimize;

import org.jspecify.annotations.NullMarked;
