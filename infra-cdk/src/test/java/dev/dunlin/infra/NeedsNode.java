package dev.dunlin.infra;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A class of tests that synthesise the stack, for which CDK needs Node.js. Where there is none the
 * class is skipped, with a word on standard error; with {@code -Dnode=required}, as in CI, it
 * fails.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(NodeCondition.class)
@interface NeedsNode {}
