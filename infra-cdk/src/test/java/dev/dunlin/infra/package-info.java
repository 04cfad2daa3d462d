/** Tests of the stack. */
@NullMarked
package dev.dunlin.infra;

import org.jspecify.annotations.NullMarked;
