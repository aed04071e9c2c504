package io.serpentarium.service.core.grading;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.service.core.admission.LimitPolicy;
import io.serpentarium.service.core.admission.QuotaExceededException;
import io.serpentarium.service.core.execution.Ids;
import io.serpentarium.service.core.execution.Templates;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.grading.GradingTest.TestSource;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Tenant;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Grades submissions.
 *
 * <p>The submission is loaded once for all checks and files of tests, if there are any, and each
 * check runs in a copy of the state that it left. If loading did not end well, these tests are
 * skipped. Each test of a whole program runs it in an interpreter of its own. Several tests run in
 * parallel; those after the first failure are skipped if the grading asks for that.
 */
@Service
public final class GradingService {

  /** A submission of a batch waits for half a minute where a request of its own is refused. */
  private static final Retry LATER =
      Retry.backoff(8, Duration.ofMillis(100))
          .filter(GradingService::isForNow)
          .onRetryExhaustedThrow((retry, signal) -> signal.failure());

  /**
   * The memory for the harness and a submission, in addition to a template that no request names.
   */
  private static final long ROOM_BYTES = 16L << 20;

  private final TestRuns runs;
  private final Templates templates;
  private final LimitPolicy limits;
  private final GradingPolicy policy;
  private final Ids ids;

  GradingService(
      TestRuns runs, Templates templates, LimitPolicy limits, GradingPolicy policy, Ids ids) {
    this.runs = runs;
    this.templates = templates;
    this.limits = limits;
    this.policy = policy;
    this.ids = ids;
  }

  /** Grades a submission; fails and is cancelled as {@link #follow}. */
  public Mono<GradingReport> grade(Grading grading) {
    return report(follow(grading));
  }

  /**
   * Grades a submission and reports each test as it ends, and finally the report. Tests are
   * reported in order if the grading stops at a failure, otherwise as they end. Cancelling stops
   * the tests.
   *
   * <p>Fails with {@link FailureCode#LIMIT_TOO_HIGH}, {@link FailureCode#TEMPLATE_NOT_FOUND},
   * {@link FailureCode#INVALID_PATH} or {@link io.serpentarium.sandbox.SandboxSaturatedException},
   * never for what the program did.
   */
  public Flux<GradingEvent> follow(Grading grading) {
    return CurrentTenant.with(tenant -> Mono.just(attempt(tenant, grading, policy)))
        .flatMapMany(Attempt::events);
  }

  /**
   * Grades several submissions and reports each as it ends, or the failure if one cannot be graded;
   * cancelled as {@link #follow}. As many submissions run in parallel as tests of one would.
   *
   * <p>Fails with {@link FailureCode#TEMPLATE_NOT_FOUND} before any is graded.
   *
   * @param gradings at least one grading, by id
   */
  public Flux<GradedSubmission> gradeAll(Map<String, Grading> gradings) {
    return CurrentTenant.with(tenant -> Mono.just(parallelism(tenant, gradings.values())))
        .flatMapMany(
            parallelism ->
                Flux.fromIterable(gradings.entrySet())
                    .flatMap(
                        each ->
                            gradeInBatch(each.getValue(), gradings.size())
                                .map(report -> GradedSubmission.of(each.getKey(), report))
                                .onErrorResume(
                                    failure ->
                                        Mono.just(GradedSubmission.failed(each.getKey(), failure))),
                        parallelism));
  }

  private int parallelism(Tenant tenant, Collection<Grading> gradings) {
    gradings.forEach(grading -> grading.template().ifPresent(templates::requireKnown));
    return policy.within(tenant.quotas().executionsHere()).parallelism();
  }

  /** A submission of a batch, with its report or the reason why there is none. */
  public record GradedSubmission(
      String id, Optional<GradingReport> report, Optional<Throwable> failure) {

    static GradedSubmission of(String id, GradingReport report) {
      return new GradedSubmission(id, Optional.of(report), Optional.empty());
    }

    static GradedSubmission failed(String id, Throwable failure) {
      return new GradedSubmission(id, Optional.empty(), Optional.of(failure));
    }
  }

  private Mono<GradingReport> gradeInBatch(Grading grading, int submissions) {
    GradingPolicy allowed = policy.ofBatch(submissions);
    return CurrentTenant.with(tenant -> report(attempt(tenant, grading, allowed).events()))
        .retryWhen(LATER)
        .map(report -> report.shortened(allowed.shownChars()));
  }

  private static boolean isForNow(Throwable failure) {
    return failure instanceof SandboxSaturatedException
        || failure instanceof QuotaExceededException;
  }

  private static Mono<GradingReport> report(Flux<GradingEvent> events) {
    return events.ofType(GradingEvent.Graded.class).single().map(GradingEvent.Graded::report);
  }

  private Attempt attempt(Tenant tenant, Grading grading, GradingPolicy allowed) {
    LimitPolicy own = limits.of(tenant);
    Limits resolved = own.resolve(grading.limits());
    Map<String, Limits> narrowed = new HashMap<>();
    for (GradingTest test : grading.tests()) {
      if (!test.terms().limits().isEmpty()) {
        narrowed.put(test.id(), own.narrow(resolved, test.terms().limits()));
      }
    }
    return new Attempt(
        grading,
        template(grading, resolved, narrowed),
        new Attempt.Bounds(resolved, own.resolve(Map.of()), Map.copyOf(narrowed)),
        runs,
        allowed.within(tenant.quotas().executionsHere()),
        ids.execution(),
        new AtomicInteger(policy.maximumTests() - grading.tests().size()));
  }

  private String template(Grading grading, Limits common, Map<String, Limits> own) {
    Stream<String> tests = Harness.sources(grading).stream().map(TestSource::content);
    long memoryBytes =
        Stream.concat(Stream.of(common), own.values().stream())
            .mapToLong(Limits::memoryBytes)
            .min()
            .orElseThrow();
    return templates.choose(
        grading.template(),
        Stream.concat(Stream.of(grading.program()), tests).toList(),
        memoryBytes - ROOM_BYTES);
  }
}
