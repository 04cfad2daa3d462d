/** Tests of the scheduler, on a cluster that does what a test says. */
@NullMarked
package dev.dunlin.driver.scheduler;

import org.jspecify.annotations.NullMarked;
