package io.serpentarium.sandbox;

import java.time.Duration;

/**
 * The resources that an execution used.
 *
 * @param wallTime the time from start to end, waits included
 * @param cpuTime the CPU time of the execution's thread
 * @param peakMemoryBytes the peak size of linear memory
 * @param outputBytes bytes written to stdout and stderr, truncated bytes not counted
 */
public record Usage(Duration wallTime, Duration cpuTime, long peakMemoryBytes, long outputBytes) {}
