package io.serpentarium.service.core.snapshot;

/**
 * The bounds on the snapshots that this node keeps.
 *
 * @param maximum the most snapshots, 0 or more
 * @param totalBytes the most bytes of all snapshots together
 * @param contentBytes the most bytes of one snapshot in transfer to or from this node
 */
public record SnapshotPolicy(int maximum, long totalBytes, int contentBytes) {}
