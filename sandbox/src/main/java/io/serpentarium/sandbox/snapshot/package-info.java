/**
 * Snapshots of a guest between two of its executions: the pages of its linear memory that differ
 * from those of a new instance.
 */
@NullMarked
package io.serpentarium.sandbox.snapshot;

import org.jspecify.annotations.NullMarked;
