/** What a command says, and how: the forms of rows, the status lines, the errors. */
@NullMarked
package dev.dunlin.driver.cli.output;

import org.jspecify.annotations.NullMarked;
