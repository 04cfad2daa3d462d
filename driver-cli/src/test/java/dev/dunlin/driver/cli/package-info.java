/** Tests. */
@NullMarked
package dev.dunlin.driver.cli;

import org.jspecify.annotations.NullMarked;
