/**
 * Identities of jobs, stages, tasks and attempts; each prints as a path and parses back from it.
 */
@NullMarked
package dev.dunlin.core.id;

import org.jspecify.annotations.NullMarked;
