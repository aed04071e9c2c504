package io.serpentarium.service.edge.filter;

import io.serpentarium.service.core.admission.Allowance;
import java.time.Duration;
import org.springframework.http.HttpHeaders;

/**
 * The state of a quota, as the headers RateLimit-Policy and RateLimit.
 *
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/">RateLimit
 *     header fields for HTTP</a>
 */
record RateHeaders(String policy, String state) {

  static RateHeaders of(Allowance allowance) {
    String name = allowance.quota().wireName();
    return new RateHeaders(
        "\"%s\";q=%d%s".formatted(name, allowance.limit(), window(allowance.window())),
        "\"%s\";r=%d;t=%d".formatted(name, allowance.left(), seconds(reset(allowance))));
  }

  /** Whole seconds, rounded up. */
  static long seconds(Duration duration) {
    return duration.plusSeconds(1).minusNanos(1).toSeconds();
  }

  /** Adds itself to what other quotas say there. */
  void addTo(HttpHeaders headers) {
    headers.add("RateLimit-Policy", policy);
    headers.add("RateLimit", state);
  }

  private static Duration reset(Allowance allowance) {
    return allowance.retryAfter().isPositive() ? allowance.retryAfter() : allowance.window();
  }

  private static String window(Duration window) {
    return window.isZero() ? "" : ";w=" + window.toSeconds();
  }
}
