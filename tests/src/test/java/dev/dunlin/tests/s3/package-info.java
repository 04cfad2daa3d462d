/** Jobs whose input, shuffle or output is on a real S3 server. */
@NullMarked
package dev.dunlin.tests.s3;

import org.jspecify.annotations.NullMarked;
