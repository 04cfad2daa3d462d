@NullMarked
package dev.dunlin.planner.catalog;

import org.jspecify.annotations.NullMarked;
