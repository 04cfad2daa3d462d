/** What the driver tells an executor, and what the executor answers: the wire. */
@NullMarked
package dev.dunlin.core.task;

import org.jspecify.annotations.NullMarked;
