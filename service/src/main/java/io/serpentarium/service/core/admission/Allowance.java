package io.serpentarium.service.core.admission;

import java.time.Duration;

/**
 * How a quota stands.
 *
 * @param limit all that there is of it
 * @param window in which as much comes back, or zero where only the tenant itself gives back
 * @param left of it now, 0 or more
 * @param retryAfter when some more of it may be there; zero while some is left
 */
public record Allowance(Quota quota, long limit, Duration window, long left, Duration retryAfter) {

  private static final Duration SOON = Duration.ofSeconds(1);

  /** A quota of what the tenant gives back, of which nothing is left. */
  public static Allowance exhausted(Quota quota, long limit) {
    return new Allowance(quota, limit, Duration.ZERO, 0, SOON);
  }
}
