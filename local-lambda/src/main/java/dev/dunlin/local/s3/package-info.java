/** An S3 server on this machine, and a front for it that fails on request. */
@NullMarked
package dev.dunlin.local.s3;

import org.jspecify.annotations.NullMarked;
