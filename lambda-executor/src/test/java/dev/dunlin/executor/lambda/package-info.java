/** Tests of the function's handler. */
@NullMarked
package dev.dunlin.executor.lambda;

import org.jspecify.annotations.NullMarked;
