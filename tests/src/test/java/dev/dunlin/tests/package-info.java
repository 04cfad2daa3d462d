/** Tests that need more than one module. */
@NullMarked
package dev.dunlin.tests;

import org.jspecify.annotations.NullMarked;
