/** Objects in Amazon S3 and in stores that speak its protocol. */
@NullMarked
package dev.dunlin.shuffle.s3;

import org.jspecify.annotations.NullMarked;
