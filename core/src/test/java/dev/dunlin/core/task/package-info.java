/** Tests of the package of the same name. */
@NullMarked
package dev.dunlin.core.task;

import org.jspecify.annotations.NullMarked;
