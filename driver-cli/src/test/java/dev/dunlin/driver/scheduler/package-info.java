/** Tests. */
@NullMarked
package dev.dunlin.driver.scheduler;

import org.jspecify.annotations.NullMarked;
