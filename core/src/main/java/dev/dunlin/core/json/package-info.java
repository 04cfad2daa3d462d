/** What all JSON that Dunlin writes has in common. */
@NullMarked
package dev.dunlin.core.json;

import org.jspecify.annotations.NullMarked;
