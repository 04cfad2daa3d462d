/** Exceptions that reach the user. */
@NullMarked
package dev.dunlin.core.failure;

import org.jspecify.annotations.NullMarked;
