package io.serpentarium.service.core.admission;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import java.util.Locale;

/** A limit as a request names it, and the least it may be. */
public enum LimitField {
  WALL_TIME_MS(Limit.WALL_TIME, 1),
  CPU_TIME_MS(Limit.CPU_TIME, 1),
  MEMORY_BYTES(Limit.MEMORY, 1),
  OUTPUT_BYTES(Limit.OUTPUT, 0),
  DISK_BYTES(Limit.DISK, 0);

  private final Limit limit;
  private final long least;

  LimitField(Limit limit, long least) {
    this.limit = limit;
    this.least = least;
  }

  public static LimitField of(Limit limit) {
    return switch (limit) {
      case WALL_TIME -> WALL_TIME_MS;
      case CPU_TIME -> CPU_TIME_MS;
      case MEMORY -> MEMORY_BYTES;
      case OUTPUT -> OUTPUT_BYTES;
      case DISK -> DISK_BYTES;
    };
  }

  /** This one of some limits, in milliseconds or bytes. */
  public long of(Limits limits) {
    return switch (limit) {
      case WALL_TIME -> limits.wallTime().toMillis();
      case CPU_TIME -> limits.cpuTime().toMillis();
      case MEMORY -> limits.memoryBytes();
      case OUTPUT -> limits.outputBytes();
      case DISK -> limits.diskBytes();
    };
  }

  public Limit limit() {
    return limit;
  }

  public long least() {
    return least;
  }

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
