/** The words and the wire that every module shares. */
@NullMarked
package dev.dunlin.core;

import org.jspecify.annotations.NullMarked;
