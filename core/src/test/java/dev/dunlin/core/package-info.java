/** What tests share. */
@NullMarked
package dev.dunlin.core;

import org.jspecify.annotations.NullMarked;
