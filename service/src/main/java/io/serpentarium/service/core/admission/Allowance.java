package io.serpentarium.service.core.admission;

import java.time.Duration;

/**
 * The state of a quota.
 *
 * @param limit the whole quota
 * @param window the time in which the whole quota refills, or zero if only the tenant itself frees
 *     it
 * @param left the part that is left now, 0 or more
 * @param retryAfter the time until more may be left; zero while some is left
 */
public record Allowance(Quota quota, long limit, Duration window, long left, Duration retryAfter) {

  private static final Duration SOON = Duration.ofSeconds(1);

  /** An exhausted quota that the tenant itself frees. */
  public static Allowance exhausted(Quota quota, long limit) {
    return new Allowance(quota, limit, Duration.ZERO, 0, SOON);
  }
}
