/** Tests of the executor against real files. */
@NullMarked
package dev.dunlin.executor;

import org.jspecify.annotations.NullMarked;
