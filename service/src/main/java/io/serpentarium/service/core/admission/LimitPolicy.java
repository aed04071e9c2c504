package io.serpentarium.service.core.admission;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.failure.ServiceFailure.Field;
import io.serpentarium.service.core.tenancy.Tenant;
import java.util.List;
import java.util.Map;

/**
 * The default and the maximum limits.
 *
 * @param defaults the limits of a session or program that names none
 * @param maximum the highest limits that a request may name
 */
public record LimitPolicy(Limits defaults, Limits maximum) {

  /** The policy for one tenant, whose own maximum may be lower. */
  public LimitPolicy of(Tenant tenant) {
    return tenant
        .maximum()
        .map(own -> new LimitPolicy(defaults.least(own), maximum.least(own)))
        .orElse(this);
  }

  /**
   * Returns the limits of a new session or program.
   *
   * @param named the limits that the request names, in their units
   * @throws ServiceFailure with {@link FailureCode#LIMIT_TOO_HIGH} if one is above the maximum
   */
  public Limits resolve(Map<Limit, Long> named) {
    return narrow(defaults, named);
  }

  /**
   * Returns a session's limits with those that a request names replaced.
   *
   * @param named the limits that the request names, in their units
   * @throws ServiceFailure with {@link FailureCode#LIMIT_TOO_HIGH} if one is above the maximum
   */
  public Limits narrow(Limits base, Map<Limit, Long> named) {
    List<Field> tooHigh =
        maximum.exceededBy(named).entrySet().stream()
            .map(each -> Field.above("/limits/" + each.getKey().wireName(), each.getValue()))
            .toList();
    if (!tooHigh.isEmpty()) {
      throw new ServiceFailure(
          FailureCode.LIMIT_TOO_HIGH, FailureCode.LIMIT_TOO_HIGH.detail(), tooHigh, null);
    }
    return base.with(named);
  }
}
