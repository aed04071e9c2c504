package io.serpentarium.sandbox;

import java.time.Duration;

/**
 * Gauges and counters of a sandbox at one moment.
 *
 * @param sessions sessions open now
 * @param executing executions running or waiting for input now
 * @param poolReady unused instances in the pool
 * @param poolTarget the number of instances that the pool tries to keep ready
 * @param poolHits sessions opened from a ready instance, since start
 * @param poolMisses sessions that had to wait for a new instance, since start
 * @param nativeBytes bytes outside of the heap for files, states and snapshots now
 * @param sinceWatchdogTick the time since the limits of running executions were last checked; zero
 *     while nothing runs. More than a second means that limits may not be enforced
 * @param watchdogFailures the number of failed checks of an execution, since start
 * @param sinceDeadlineTick the time since the engine's own deadlines, the last resort to end a
 *     guest, were last checked. More than a second means that they may not be enforced
 * @param deadlineFailures the number of failed checks of a deadline, since start
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
