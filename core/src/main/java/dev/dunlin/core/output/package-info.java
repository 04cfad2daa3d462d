/** What an output's folder tells its readers: which files are the output, and who changes it. */
@NullMarked
package dev.dunlin.core.output;

import org.jspecify.annotations.NullMarked;
