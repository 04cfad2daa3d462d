/** Tests of the package of the same name. */
@NullMarked
package dev.dunlin.core.stage;

import org.jspecify.annotations.NullMarked;
