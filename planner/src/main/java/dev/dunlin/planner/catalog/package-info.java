/** Tables over files: what they hold, which parts of them a scan needs, and the tables' names. */
@NullMarked
package dev.dunlin.planner.catalog;

import org.jspecify.annotations.NullMarked;
