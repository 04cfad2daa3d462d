/** What Dunlin is on AWS: one stack, as a CDK app. */
@NullMarked
package dev.dunlin.infra;

import org.jspecify.annotations.NullMarked;
