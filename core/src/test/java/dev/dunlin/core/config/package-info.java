/** Tests of the package of the same name. */
@NullMarked
package dev.dunlin.core.config;

import org.jspecify.annotations.NullMarked;
