/** The port to object storage: where objects live, and what can be done with them. */
@NullMarked
package dev.dunlin.core.store;

import org.jspecify.annotations.NullMarked;
