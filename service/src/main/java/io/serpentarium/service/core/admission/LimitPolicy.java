package io.serpentarium.service.core.admission;

import io.serpentarium.service.core.failure.ServiceFailure.Field;
import io.serpentarium.service.core.failure.ServiceFailure.Field;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.failure.ServiceFailure.Field;
import io.serpentarium.service.core.tenancy.Tenant;
import java.time.Duration;
import java.util.Collections;
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
   * @throws ServiceFailure with {@link FailureCode#LIMIT_TOO_HIGH} when one is above the maximum
   */
  public Limits resolve(Map<Limit, Long> named) {
    return narrow(defaults, named);
  }

  /**
   * Puts the limits that a request names in the place of a session's.
   *
   * @param named by the request: milliseconds for times, bytes for sizes
   * @throws ServiceFailure with {@link FailureCode#LIMIT_TOO_HIGH} when one is above the maximum
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
    List<Field> tooHigh =
        named.entrySet().stream()
            .filter(each -> each.getValue() > value(maximum, each.getKey()))
            .map(Map.Entry::getKey)
            .sorted()
            .map(this::atMost)
            .toList();
    if (!tooHigh.isEmpty()) {
      throw new ServiceFailure(
          FailureCode.LIMIT_TOO_HIGH, FailureCode.LIMIT_TOO_HIGH.detail(), tooHigh, null);
    }
  }

  private Field atMost(Limit limit) {
    return Field.above("/limits/" + LimitField.of(limit).wireName(), value(maximum, limit));
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
