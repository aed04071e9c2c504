package io.serpentarium.sandbox.snapshot;

import java.time.Instant;

/** A guest's state with the time at which it was captured. */
public record StoredState(GuestState state, Instant createdAt) {}
