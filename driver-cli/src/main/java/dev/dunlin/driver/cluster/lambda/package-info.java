/** The cluster whose slots are invocations of an AWS Lambda function. */
@NullMarked
package dev.dunlin.driver.cluster.lambda;

import org.jspecify.annotations.NullMarked;
