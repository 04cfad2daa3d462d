package dev.dunlin.tests.localstack;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A class of tests against LocalStack, which are given it as a parameter of type {@link
 * LocalStack}. Where there is no container engine the class is skipped, with a word on standard
 * error; with {@code -Dlocalstack=required}, as in CI, it fails. While the class runs, {@code aws.}
 * system properties give this process credentials.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Tag("localstack")
@ExtendWith(LocalStackExtension.class)
@interface NeedsLocalStack {}
