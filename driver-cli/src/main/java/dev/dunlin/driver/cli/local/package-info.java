/** {@code dunlin local}: AWS on this machine. */
@NullMarked
package dev.dunlin.driver.cli.local;

import org.jspecify.annotations.NullMarked;
