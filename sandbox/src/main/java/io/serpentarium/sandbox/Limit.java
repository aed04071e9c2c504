package io.serpentarium.sandbox;

import java.util.Arrays;
import java.util.Optional;

/**
 * A limit that an execution can meet. Each owns its name and unit on the wire, its range, and its
 * value where nobody names one; whatever reads or shows limits iterates over these constants.
 */
public enum Limit {
  /** From start to answer, waits included. */
  WALL_TIME("wall_time_ms", 1, Long.MAX_VALUE / 1_000_000, 30_000),
  /** Of the guest's own thread. */
  CPU_TIME("cpu_time_ms", 1, Long.MAX_VALUE / 1_000_000, 10_000),
  /** Linear memory; Python raises MemoryError at it. */
  MEMORY("memory_bytes", 1, 1L << 32, 128L << 20),
  /** Stdout and stderr together. */
  OUTPUT("output_bytes", 0, Integer.MAX_VALUE, 1L << 20),
  /** What the session's files may hold together. */
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

  /** Returns the limit of a name on the wire. */
  public static Optional<Limit> named(String wireName) {
    return Arrays.stream(values()).filter(limit -> limit.wireName.equals(wireName)).findFirst();
  }

  /** Returns the name in JSON, which ends in the unit: {@code _ms} or {@code _bytes}. */
  public String wireName() {
    return wireName;
  }

  /** Whether it is in milliseconds; else it is in bytes. */
  public boolean isTime() {
    return wireName.endsWith("_ms");
  }

  /** Returns the least value, in its unit. */
  public long least() {
    return least;
  }

  /** Returns the highest value that the sandbox can hold to, in its unit. */
  public long most() {
    return most;
  }

  /** Returns the value in {@link Limits#DEFAULT}, in its unit. */
  long usual() {
    return usual;
  }
}
