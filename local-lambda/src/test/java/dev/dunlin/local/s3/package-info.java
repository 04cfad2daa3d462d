/** Tests of the S3 server on this machine. */
@NullMarked
package dev.dunlin.local.s3;

import org.jspecify.annotations.NullMarked;
