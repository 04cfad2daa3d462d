/** The clusters that grant slots and run attempts. */
@NullMarked
package dev.dunlin.driver.cluster;

import org.jspecify.annotations.NullMarked;
