/** Tests. */
@NullMarked
package dev.dunlin.driver.session;

import org.jspecify.annotations.NullMarked;
