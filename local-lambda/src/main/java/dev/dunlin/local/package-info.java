/** AWS on this machine, as one process. */
@NullMarked
package dev.dunlin.local;

import org.jspecify.annotations.NullMarked;
