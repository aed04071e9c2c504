package io.serpentarium.sandbox;

/**
 * Gauges and counters of a sandbox at one moment.
 *
 * @param sessions sessions open now
 * @param executing executions running or waiting for input now
 * @param poolReady instances in the pool that nobody has used
 * @param poolTarget instances that the pool tries to hold ready
 * @param poolHits sessions opened from a ready instance, since start
 * @param poolMisses sessions that had to make their instance, since start
 */
public record SandboxStatistics(
    int sessions, int executing, int poolReady, int poolTarget, long poolHits, long poolMisses) {}
