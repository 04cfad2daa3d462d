/** What a job costs at AWS's prices. */
@NullMarked
package dev.dunlin.driver.cost;

import org.jspecify.annotations.NullMarked;
