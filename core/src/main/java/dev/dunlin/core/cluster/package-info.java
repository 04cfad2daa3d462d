/** The port to whatever runs attempts: this process, or functions. */
@NullMarked
package dev.dunlin.core.cluster;

import org.jspecify.annotations.NullMarked;
