/** The executor, which runs one task at a time in a Lambda function or in this process. */
@NullMarked
package dev.dunlin.executor;

import org.jspecify.annotations.NullMarked;
