/** The driver's API: what a user's program sees of Dunlin. */
@NullMarked
package dev.dunlin.driver.session;

import org.jspecify.annotations.NullMarked;
