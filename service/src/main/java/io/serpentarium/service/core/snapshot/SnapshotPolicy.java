package io.serpentarium.service.core.snapshot;

/**
 * What clients may keep on this node.
 *
 * @param maximum snapshots, 0 or more
 * @param totalBytes of all of them
 * @param contentBytes of one as it leaves this node or comes from another
 */
public record SnapshotPolicy(int maximum, long totalBytes, int contentBytes) {}
