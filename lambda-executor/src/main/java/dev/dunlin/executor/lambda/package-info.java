/** The executor as an AWS Lambda function. */
@NullMarked
package dev.dunlin.executor.lambda;

import org.jspecify.annotations.NullMarked;
