/**
 * What a process gives up for good, by way of the kernel: system calls, privileges, core dumps, the
 * life after its parent's.
 */
@NullMarked
package io.serpentarium.sandbox.confinement;

import org.jspecify.annotations.NullMarked;
