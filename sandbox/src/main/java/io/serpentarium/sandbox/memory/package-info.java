/**
 * Memory outside of the Java heap, in blocks with counted owners that are charged to a {@link
 * io.serpentarium.sandbox.MemoryAccount}.
 */
@NullMarked
package io.serpentarium.sandbox.memory;

import org.jspecify.annotations.NullMarked;
