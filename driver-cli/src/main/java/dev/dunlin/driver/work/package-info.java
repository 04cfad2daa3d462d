/** The driver's folder for what its jobs write on the way, and for cleaning up after a crash. */
@NullMarked
package dev.dunlin.driver.work;

import org.jspecify.annotations.NullMarked;
