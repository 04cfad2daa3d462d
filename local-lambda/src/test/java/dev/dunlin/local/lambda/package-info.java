/** Tests of AWS Lambda on this machine. */
@NullMarked
package dev.dunlin.local.lambda;

import org.jspecify.annotations.NullMarked;
