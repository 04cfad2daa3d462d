/** Tests. */
@NullMarked
package dev.dunlin.driver.cluster;

import org.jspecify.annotations.NullMarked;
