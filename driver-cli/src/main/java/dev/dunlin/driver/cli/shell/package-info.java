/** {@code dunlin shell}: reading, completing and colouring what is typed, and showing results. */
@NullMarked
package dev.dunlin.driver.cli.shell;

import org.jspecify.annotations.NullMarked;
