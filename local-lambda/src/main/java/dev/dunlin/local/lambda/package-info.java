/**
 * AWS Lambda on this machine: its Invoke API before, its Runtime API behind, and the real package
 * in child processes between them.
 */
@NullMarked
package dev.dunlin.local.lambda;

import org.jspecify.annotations.NullMarked;
