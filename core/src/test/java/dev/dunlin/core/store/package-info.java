/** Tests of the package of the same name. */
@NullMarked
package dev.dunlin.core.store;

import org.jspecify.annotations.NullMarked;
