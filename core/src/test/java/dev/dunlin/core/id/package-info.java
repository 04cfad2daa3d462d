/** Tests of the package of the same name. */
@NullMarked
package dev.dunlin.core.id;

import org.jspecify.annotations.NullMarked;
