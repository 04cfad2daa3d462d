/** Tests. */
@NullMarked
package dev.dunlin.driver.work;

import org.jspecify.annotations.NullMarked;
