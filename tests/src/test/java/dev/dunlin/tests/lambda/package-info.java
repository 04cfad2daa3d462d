/** Jobs on functions: AWS Lambda on this machine, with the real package. */
@NullMarked
package dev.dunlin.tests.lambda;

import org.jspecify.annotations.NullMarked;
