/** The scheduler: from a job's stage graph to committed outputs, seeing no AWS class. */
@NullMarked
package dev.dunlin.driver.scheduler;

import org.jspecify.annotations.NullMarked;
