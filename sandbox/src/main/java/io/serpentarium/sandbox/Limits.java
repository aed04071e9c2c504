package io.serpentarium.sandbox;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;

/**
 * The limits of an execution: a value for every {@link Limit}, within its range.
 *
 * @param values values by limit, each in the limit's own unit; missing ones take the default
 */
public record Limits(Map<Limit, Long> values) {

  /** 30 s of wall time, 10 s of CPU, 128 MiB of memory, 1 MiB of output, 64 MiB of files. */
  public static final Limits DEFAULT = new Limits(Map.of());

  /**
   * Checks the values and adds the missing ones.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public Limits {
    Map<Limit, Long> all = new EnumMap<>(Limit.class);
    for (Limit limit : Limit.values()) {
      all.put(limit, requireInRange(limit, values.getOrDefault(limit, limit.usual())));
    }
    values = Collections.unmodifiableMap(all);
  }

  /**
   * Creates limits from the five values that have existed since the first version; any other limit
   * takes its default.
   */
  public Limits(
      Duration wallTime, Duration cpuTime, long memoryBytes, long outputBytes, long diskBytes) {
    this(
        Map.of(
            Limit.WALL_TIME,
            wallTime.toMillis(),
            Limit.CPU_TIME,
            cpuTime.toMillis(),
            Limit.MEMORY,
            memoryBytes,
            Limit.OUTPUT,
            outputBytes,
            Limit.DISK,
            diskBytes));
  }

  /** Returns the limits whose values a function supplies. */
  public static Limits of(ToLongFunction<Limit> value) {
    Map<Limit, Long> all = new EnumMap<>(Limit.class);
    for (Limit limit : Limit.values()) {
      all.put(limit, value.applyAsLong(limit));
    }
    return new Limits(all);
  }

  /** Returns the value of a limit, in its unit. */
  public long get(Limit limit) {
    return Objects.requireNonNull(values.get(limit));
  }

  public Duration wallTime() {
    return Duration.ofMillis(get(Limit.WALL_TIME));
  }

  public Duration cpuTime() {
    return Duration.ofMillis(get(Limit.CPU_TIME));
  }

  public long memoryBytes() {
    return get(Limit.MEMORY);
  }

  public long outputBytes() {
    return get(Limit.OUTPUT);
  }

  public long diskBytes() {
    return get(Limit.DISK);
  }

  /** Returns these limits with one replaced. */
  public Limits with(Limit limit, long value) {
    return with(Map.of(limit, value));
  }

  /** Returns these limits with some replaced. */
  public Limits with(Map<Limit, Long> named) {
    return of(limit -> named.getOrDefault(limit, get(limit)));
  }

  /** Returns the lower value of each limit. */
  public Limits least(Limits other) {
    return of(limit -> Math.min(get(limit), other.get(limit)));
  }

  /** Returns those limits, with their values here, that some values exceed. */
  public Map<Limit, Long> exceededBy(Map<Limit, Long> named) {
    Map<Limit, Long> exceeded = new EnumMap<>(Limit.class);
    named.forEach(
        (limit, value) -> {
          if (value > get(limit)) {
            exceeded.put(limit, get(limit));
          }
        });
    return exceeded;
  }

  private static long requireInRange(Limit limit, long value) {
    if (value < limit.least() || value > limit.most()) {
      throw new IllegalArgumentException(
          "%s must be from %d to %d: %d"
              .formatted(limit.wireName(), limit.least(), limit.most(), value));
    }
    return value;
  }
}
