package io.serpentarium.sandbox;

import java.time.Duration;

/**
 * What an execution may use.
 *
 * @param wallTime from start to answer, waits included; positive
 * @param cpuTime of the guest's own thread; positive
 * @param memoryBytes of linear memory, at most 4 GiB; Python raises MemoryError at it
 * @param outputBytes of stdout and stderr together, 0 or more
 * @param diskBytes that the session's files may hold together, 0 or more
 */
public record Limits(
    Duration wallTime, Duration cpuTime, long memoryBytes, long outputBytes, long diskBytes) {

  private static final long MEBIBYTE = 1L << 20;

  /** 30 s of wall time, 10 s of CPU, 128 MiB of memory, 1 MiB of output, 64 MiB of files. */
  public static final Limits DEFAULT =
      new Limits(
          Duration.ofSeconds(30), Duration.ofSeconds(10), 128 * MEBIBYTE, MEBIBYTE, 64 * MEBIBYTE);

  public Limits {
    requirePositive("wallTime", wallTime);
    requirePositive("cpuTime", cpuTime);
    requireRange("memoryBytes", memoryBytes, 1, 1L << 32);
    requireRange("outputBytes", outputBytes, 0, Integer.MAX_VALUE);
    requireRange("diskBytes", diskBytes, 0, Long.MAX_VALUE);
  }

  private static void requirePositive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + " must be positive: " + value);
    }
  }

  private static void requireRange(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s must be from %d to %d: %d".formatted(name, least, most, value));
    }
  }
}
