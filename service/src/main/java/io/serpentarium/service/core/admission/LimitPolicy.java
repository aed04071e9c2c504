package io.serpentarium.service.core.admission;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.service.core.tenancy.Tenant;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Which limits hold.
 *
 * @param defaults for a session or program that names none
 * @param maximum that a request may name
 */
public record LimitPolicy(Limits defaults, Limits maximum) {

  /** The policy for one tenant, whose own maximum may be lower. */
  public LimitPolicy of(Tenant tenant) {
    return tenant
        .maximum()
        .map(own -> new LimitPolicy(least(defaults, own), least(maximum, own)))
        .orElse(this);
  }

  /**
   * The limits of a new session or program.
   *
   * @param named by the request: milliseconds for times, bytes for sizes
   * @throws LimitTooHighException when one is above the maximum
   */
  public Limits resolve(Map<Limit, Long> named) {
    return narrow(defaults, named);
  }

  /**
   * Puts the limits that a request names in the place of a session's.
   *
   * @param named by the request: milliseconds for times, bytes for sizes
   * @throws LimitTooHighException when one is above the maximum
   */
  public Limits narrow(Limits base, Map<Limit, Long> named) {
    refuseTooHigh(named);
    return new Limits(
        Duration.ofMillis(named.getOrDefault(Limit.WALL_TIME, base.wallTime().toMillis())),
        Duration.ofMillis(named.getOrDefault(Limit.CPU_TIME, base.cpuTime().toMillis())),
        named.getOrDefault(Limit.MEMORY, base.memoryBytes()),
        named.getOrDefault(Limit.OUTPUT, base.outputBytes()),
        named.getOrDefault(Limit.DISK, base.diskBytes()));
  }

  private void refuseTooHigh(Map<Limit, Long> named) {
    Map<Limit, Long> exceeded = new EnumMap<>(Limit.class);
    named.forEach(
        (limit, value) -> {
          if (value > value(maximum, limit)) {
            exceeded.put(limit, value(maximum, limit));
          }
        });
    if (!exceeded.isEmpty()) {
      throw new LimitTooHighException(exceeded);
    }
  }

  private static Limits least(Limits one, Limits other) {
    return new Limits(
        Collections.min(List.of(one.wallTime(), other.wallTime())),
        Collections.min(List.of(one.cpuTime(), other.cpuTime())),
        Math.min(one.memoryBytes(), other.memoryBytes()),
        Math.min(one.outputBytes(), other.outputBytes()),
        Math.min(one.diskBytes(), other.diskBytes()));
  }

  private static long value(Limits limits, Limit limit) {
    return switch (limit) {
      case WALL_TIME -> limits.wallTime().toMillis();
      case CPU_TIME -> limits.cpuTime().toMillis();
      case MEMORY -> limits.memoryBytes();
      case OUTPUT -> limits.outputBytes();
      case DISK -> limits.diskBytes();
    };
  }
}
