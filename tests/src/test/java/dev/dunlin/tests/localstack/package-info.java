/** Tests against LocalStack, AWS's services in a container. */
@NullMarked
package dev.dunlin.tests.localstack;

import org.jspecify.annotations.NullMarked;
