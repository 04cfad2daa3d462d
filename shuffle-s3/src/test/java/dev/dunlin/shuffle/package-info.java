/** Tests of the object stores and the shuffle on them. */
@NullMarked
package dev.dunlin.shuffle;

import org.jspecify.annotations.NullMarked;
