package io.serpentarium.sandbox;

import java.util.Arrays;
import java.util.Optional;

/**
 * A limit on an execution. Each constant has its name and unit in JSON, its range and its default;
 * code that reads or shows limits iterates over these constants.
 */
public enum Limit {
  /** Time from start to result, waits included. */
  WALL_TIME("wall_time_ms", 1, Long.MAX_VALUE / 1_000_000, 30_000),
  /** CPU time of the guest's own thread. */
  CPU_TIME("cpu_time_ms", 1, Long.MAX_VALUE / 1_000_000, 10_000),
  /** Linear memory; Python raises MemoryError at the limit. */
  MEMORY("memory_bytes", 1, 1L << 32, 128L << 20),
  /** Stdout and stderr together. */
  OUTPUT("output_bytes", 0, Integer.MAX_VALUE, 1L << 20),
  /** The session's files together. */
  DISK("disk_bytes", 0, Long.MAX_VALUE, 64L << 20);

  private final String wireName;
  private final long least;
  private final long most;
  private final long usual;

  Limit(String wireName, long least, long most, long usual) {
    this.wireName = wireName;
    this.least = least;
    this.most = most;
    this.usual = usual;
  }

  /** Returns the limit with a name in JSON. */
  public static Optional<Limit> named(String wireName) {
    return Arrays.stream(values()).filter(limit -> limit.wireName.equals(wireName)).findFirst();
  }

  /** Returns the name in JSON, which ends in the unit: {@code _ms} or {@code _bytes}. */
  public String wireName() {
    return wireName;
  }

  /** Returns whether the unit is milliseconds; otherwise it is bytes. */
  public boolean isTime() {
    return wireName.endsWith("_ms");
  }

  /** Returns the least value, in its unit. */
  public long least() {
    return least;
  }

  /** Returns the highest value that the sandbox can enforce, in its unit. */
  public long most() {
    return most;
  }

  /** Returns the value in {@link Limits#DEFAULT}, in its unit. */
  long usual() {
    return usual;
  }
}
