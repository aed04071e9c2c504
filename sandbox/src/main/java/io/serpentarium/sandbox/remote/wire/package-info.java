/**
 * The frames between a front and its workers: how they are written, read with every number checked,
 * and carried both ways over a pair of pipes.
 */
@NullMarked
package io.serpentarium.sandbox.remote.wire;

import org.jspecify.annotations.NullMarked;
