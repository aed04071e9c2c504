package io.serpentarium.sandbox;

import java.time.Duration;

/**
 * Gauges and counters of a sandbox at one moment.
 *
 * @param sessions sessions open now
 * @param executing executions running or waiting for input now
 * @param poolReady instances in the pool that nobody has used
 * @param poolTarget instances that the pool tries to hold ready
 * @param poolHits sessions opened from a ready instance, since start
 * @param poolMisses sessions that had to make their instance, since start
 * @param nativeBytes held outside of the heap for files, states and snapshots now
 * @param sinceWatchdogTick how long ago the limits of what runs were last looked at; zero while
 *     nothing runs. More than a second means that limits may not hold
 * @param watchdogFailures how often that failed for one of them, since start
 * @param sinceDeadlineTick how long ago the engine's own deadlines, which end a guest that nothing
 *     else has ended, were last looked at. More than a second means that they may not hold
 * @param deadlineFailures how often that failed for one of them, since start
 */
public record SandboxStatistics(
    int sessions,
    int executing,
    int poolReady,
    int poolTarget,
    long poolHits,
    long poolMisses,
    long nativeBytes,
    Duration sinceWatchdogTick,
    long watchdogFailures,
    Duration sinceDeadlineTick,
    long deadlineFailures) {}
