/** Tests of objects in S3. */
@NullMarked
package dev.dunlin.shuffle.s3;

import org.jspecify.annotations.NullMarked;
