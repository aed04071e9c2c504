package io.serpentarium.service.core.grading;

import io.serpentarium.service.core.admission.LimitPolicy;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Tenant;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Grades submissions.
 *
 * <p>The program runs once for all checks, if there are any, and each check in a copy of the state
 * that it left. When it did not end well, the checks are skipped. Tests of whole programs run it
 * anew. Some tests run at once; those behind the first failure are skipped when that is wanted.
 */
@Service
public final class GradingService {

  private final TestRuns runs;
  private final LimitPolicy limits;
  private final GradingPolicy policy;

  GradingService(TestRuns runs, LimitPolicy limits, GradingPolicy policy) {
    this.runs = runs;
    this.limits = limits;
    this.policy = policy;
  }

  /** Grades one; fails and is cancelled as {@link #follow}. */
  public Mono<GradingReport> grade(Grading grading) {
    return follow(grading)
        .ofType(GradingEvent.Graded.class)
        .single()
        .map(GradingEvent.Graded::report);
  }

  /**
   * Grades one and tells each test as it ends, and last the report. In order when it stops at a
   * failure, else as they come. Cancelling stops what runs.
   *
   * <p>Fails with {@link FailureCode#LIMIT_TOO_HIGH}, {@link FailureCode#INVALID_PATH} or {@link
   * io.serpentarium.sandbox.SandboxSaturatedException}, never for what the program did.
   */
  public Flux<GradingEvent> follow(Grading grading) {
    return CurrentTenant.with(tenant -> Mono.just(attempt(tenant, grading)))
        .flatMapMany(Attempt::events);
  }

  private Attempt attempt(Tenant tenant, Grading grading) {
    return new Attempt(
        grading,
        limits.of(tenant).resolve(grading.limits()),
        runs,
        policy.within(tenant.quotas().executionsHere()));
  }
}
