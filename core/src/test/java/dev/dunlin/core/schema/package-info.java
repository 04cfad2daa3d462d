/** Tests of the package of the same name. */
@NullMarked
package dev.dunlin.core.schema;

import org.jspecify.annotations.NullMarked;
