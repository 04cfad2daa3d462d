/** The examples, run as their readers run them. */
@NullMarked
package dev.dunlin.tests.examples;

import org.jspecify.annotations.NullMarked;
