package io.serpentarium.service.core.admission;

import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import java.time.Duration;
import java.util.Optional;

/** A tenant has used up a quota. */
public final class QuotaExceededException extends ServiceFailure {

  private static final long serialVersionUID = 1L;

  private final transient Allowance allowance;

  public QuotaExceededException(Allowance allowance) {
    super(code(allowance), detail(allowance));
    this.allowance = allowance;
  }

  /** Returns the state of the quota. */
  public Allowance allowance() {
    return allowance;
  }

  @Override
  public Optional<Duration> retryAfter() {
    return Optional.of(allowance.retryAfter());
  }

  private static FailureCode code(Allowance allowance) {
    return allowance.quota() == Quota.REQUESTS
        ? FailureCode.RATE_LIMITED
        : FailureCode.QUOTA_EXCEEDED;
  }

  private static String detail(Allowance allowance) {
    return allowance.quota() == Quota.REQUESTS
        ? "The tenant may make %d requests a second.".formatted(allowance.limit())
        : "The tenant's quota \"%s\" of %d is used up."
            .formatted(allowance.quota().wireName(), allowance.limit());
  }
}
