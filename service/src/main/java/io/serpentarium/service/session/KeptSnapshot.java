package io.serpentarium.service.session;

import io.serpentarium.sandbox.Snapshot;

/** A snapshot and what clients see of it. */
record KeptSnapshot(SnapshotInfo info, Snapshot state) {}
