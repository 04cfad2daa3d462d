/** What users get wrong, and what they are told. */
@NullMarked
package dev.dunlin.tests.badinput;

import org.jspecify.annotations.NullMarked;
