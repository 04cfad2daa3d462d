/** Configuration: typed keys with units and defaults, and the values set for them. */
@NullMarked
package dev.dunlin.core.config;

import org.jspecify.annotations.NullMarked;
