package io.serpentarium.sandbox.snapshot;

import io.serpentarium.sandbox.wasi.HostState;

/**
 * The whole state of a guest between two executions.
 *
 * @param monotonicNanos what its monotonic clock showed
 */
public record GuestState(MemoryImage memory, HostState host, long monotonicNanos) {}
