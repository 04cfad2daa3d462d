/** Files as people have them, and as Dunlin writes them. */
@NullMarked
package dev.dunlin.tests.formats;

import org.jspecify.annotations.NullMarked;
