package io.serpentarium.service.judge0;

import io.serpentarium.sandbox.Outcome;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.execution.ProgramService;
import io.serpentarium.service.core.execution.ProgramService.Script;
import io.serpentarium.service.core.execution.ResultStore;
import io.serpentarium.service.core.execution.SandboxFile;
import io.serpentarium.service.core.execution.Workers;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.Failures;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Grant;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Runs submissions, a few of each tenant in parallel and its others in turn, and keeps them for
 * their owner. Thread-safe.
 */
@Component
@OpenDoor(Door.JUDGE0)
final class SubmissionRuns {

  private static final Logger log = LoggerFactory.getLogger(SubmissionRuns.class);

  /** Submissions of one tenant that wait. */
  static final int MOST_QUEUED = 1_000;

  /** Attempts to keep a verdict where that is away. */
  private static final Retry UNTIL_KEPT = Retry.backoff(8, Duration.ofMillis(100));

  private final ProgramService programs;
  private final Workers workers;
  private final Ledger ledger;
  private final Clock clock;
  private final ResultStore results;
  private final int parallel = 2 * Runtime.getRuntime().availableProcessors();
  private final Map<String, Line> lines = new HashMap<>();

  /** The submissions of a tenant that wait. */
  private static final class Line {

    final Deque<Mono<Submission>> waiting = new ArrayDeque<>();
    int running;
  }

  SubmissionRuns(
      ProgramService programs, Workers workers, Ledger ledger, Clock clock, ResultStore results) {
    this.programs = programs;
    this.workers = workers;
    this.ledger = ledger;
    this.clock = clock;
    this.results = results;
  }

  /** Returns a submission of the current tenant; empty when it has none of that token. */
  Mono<Submission> find(String token) {
    return CurrentTenant.with(tenant -> results.find(tenant, token)).map(Submission::read);
  }

  /** Takes out a submission of the current tenant that is judged; empty as {@link #find} is. */
  Mono<Submission> delete(String token) {
    return find(token)
        .doOnNext(SubmissionRuns::requireJudged)
        .delayUntil(found -> CurrentTenant.with(tenant -> results.remove(tenant, token)));
  }

  private static void requireJudged(Submission submission) {
    if (!submission.isJudged()) {
      throw new ProblemException(
          ProblemCode.BAD_REQUEST,
          "submission cannot be deleted because its status is "
              + submission.verdict().status().description());
    }
  }

  /** Runs a submission now. Cancelling interrupts it. */
  Mono<Submission> run(Submission submission) {
    return CurrentTenant.with(
        tenant ->
            results
                .put(tenant, submission.token(), submission.written())
                .then(judged(tenant, submission))
                .doOnCancel(() -> forget(tenant, submission)));
  }

  private void forget(Tenant tenant, Submission submission) {
    var _ = results.remove(tenant, submission.token()).toFuture();
  }

  /**
   * Queues submissions, without waiting for their turn. Fails with {@link
   * FailureCode#NODE_SATURATED} if not all of them may wait.
   */
  Mono<Void> enqueue(List<Submission> submissions) {
    return CurrentTenant.withGrant(
        grant -> {
          Tenant tenant = grant.tenant();
          requirePlaces(tenant, submissions.size());
          return Flux.fromIterable(submissions).concatMap(each -> enqueue(grant, each)).then();
        });
  }

  /** Queues a submission, which holds its room of the heap until it has run. */
  private Mono<Void> enqueue(Grant grant, Submission submission) {
    return Mono.defer(
        () -> {
          Tenant tenant = grant.tenant();
          HeapHolding waiting = ledger.open(tenant);
          Mono<Void> added =
              Mono.fromRunnable(
                  () ->
                      add(tenant, inTurn(grant, submission).doFinally(signal -> waiting.close())));
          return Mono.fromRunnable(() -> waiting.acquire(submission.request().bytes()))
              .then(results.put(tenant, submission.token(), submission.written()))
              .then(added)
              .doOnError(failure -> waiting.close())
              .doOnCancel(waiting::close);
        });
  }

  private Mono<Submission> inTurn(Grant grant, Submission submission) {
    return CurrentTenant.in(grant, judged(grant.tenant(), submission));
  }

  private synchronized void requirePlaces(Tenant tenant, int count) {
    Line line = lines.get(tenant.id());
    if (line != null && line.waiting.size() + count > MOST_QUEUED) {
      throw new ServiceFailure(FailureCode.NODE_SATURATED, "queue is full");
    }
  }

  private void add(Tenant tenant, Mono<Submission> run) {
    join(tenant.id(), run);
    advance(tenant.id());
  }

  private synchronized void join(String tenantId, Mono<Submission> run) {
    lines.computeIfAbsent(tenantId, id -> new Line()).waiting.add(run);
  }

  /** Starts those whose turn it is, without the monitor, since each begins at this thread. */
  private void advance(String tenantId) {
    for (Mono<Submission> next = next(tenantId); next != null; next = next(tenantId)) {
      var _ = next.toFuture().whenComplete((judged, failure) -> ended(tenantId));
    }
  }

  private synchronized @Nullable Mono<Submission> next(String tenantId) {
    Line line = lines.get(tenantId);
    if (line == null || line.running == parallel) {
      return null;
    }
    Mono<Submission> next = line.waiting.poll();
    if (next != null) {
      line.running++;
    } else if (line.running == 0) {
      lines.remove(tenantId);
    }
    return next;
  }

  private void ended(String tenantId) {
    leave(tenantId);
    advance(tenantId);
  }

  private synchronized void leave(String tenantId) {
    Objects.requireNonNull(lines.get(tenantId)).running--;
  }

  /**
   * Runs and judges a submission; never fails for what the program did, nor for what kept it from
   * running.
   */
  private Mono<Submission> judged(Tenant tenant, Submission queued) {
    return Mono.defer(
        () -> {
          Submission started = queued.started(clock.instant());
          return keep(tenant, started)
              .then(accounted(tenant, started).retryWhen(ProgramService.UNTIL_THERE_IS_ROOM))
              .onErrorResume(failure -> Mono.just(started.failed(reason(failure), clock.instant())))
              .delayUntil(judged -> keep(tenant, judged));
        });
  }

  /**
   * Keeps a submission; completes even if it cannot be kept, so that a waiting client gets the
   * verdict.
   */
  private Mono<Void> keep(Tenant tenant, Submission submission) {
    return results
        .replace(tenant, submission.token(), submission.written())
        .retryWhen(UNTIL_KEPT)
        .onErrorResume(
            failure -> {
              log.warn(
                  "A submission of tenant {} is not kept: {}", tenant.id(), failure.toString());
              return Mono.empty();
            });
  }

  private Mono<Submission> accounted(Tenant tenant, Submission submission) {
    return Mono.using(
        () -> ledger.open(tenant),
        holding ->
            holding.in(
                files(submission, holding)
                    .flatMap(files -> run(submission, submission.request().script(files)))));
  }

  private Mono<List<SandboxFile>> files(Submission submission, HeapHolding holding) {
    byte[] archive = submission.request().archive();
    return archive == null
        ? Mono.just(List.of())
        : workers.call(() -> new AdditionalFiles(holding).extract(archive));
  }

  private Mono<Submission> run(Submission submission, Script script) {
    return submission.request().options().merged()
        ? programs.transcribe(
            script,
            (session, transcript) ->
                Mono.just(
                    judged(
                        submission,
                        Submission.Result.of(transcript),
                        transcript.execution().result().outcome())))
        : programs.run(
            script,
            (session, execution) ->
                Mono.just(
                    judged(
                        submission,
                        Submission.Result.of(execution),
                        execution.result().outcome())));
  }

  private Submission judged(Submission submission, Submission.Result left, Outcome outcome) {
    return submission.judged(left, outcome, clock.instant());
  }

  private static String reason(Throwable failure) {
    return failure instanceof AdditionalFiles.UnusableException unusable
        ? String.valueOf(unusable.getMessage())
        : String.valueOf(Failures.of(failure).getMessage());
  }
}
