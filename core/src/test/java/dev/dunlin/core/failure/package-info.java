/** Tests of the package of the same name. */
@NullMarked
package dev.dunlin.core.failure;

import org.jspecify.annotations.NullMarked;
