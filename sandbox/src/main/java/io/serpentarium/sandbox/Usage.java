package io.serpentarium.sandbox;

import java.time.Duration;

/**
 * What an execution used.
 *
 * @param wallTime from start to end, waits included
 * @param cpuTime of its thread
 * @param peakMemoryBytes of linear memory
 * @param outputBytes written to stdout and stderr, truncated bytes not counted
 */
public record Usage(Duration wallTime, Duration cpuTime, long peakMemoryBytes, long outputBytes) {}
