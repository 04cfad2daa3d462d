/** What a reader of an output sees while a job writes it, fails or is killed. */
@NullMarked
package dev.dunlin.tests.publish;

import org.jspecify.annotations.NullMarked;
