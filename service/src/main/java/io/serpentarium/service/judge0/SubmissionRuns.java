package io.serpentarium.service.judge0;

import io.serpentarium.sandbox.Outcome;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.TenantCache;
import io.serpentarium.service.core.execution.ProgramService;
import io.serpentarium.service.core.execution.ProgramService.Script;
import io.serpentarium.service.core.execution.SandboxFile;
import io.serpentarium.service.core.execution.Workers;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.Failures;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.scheduling.Loop;
import io.serpentarium.service.core.scheduling.Loops;
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
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Runs submissions, a few of each tenant at once and its others in turn, and keeps them for their
 * owner. Thread-safe.
 */
@Component
@OpenDoor(Door.JUDGE0)
final class SubmissionRuns implements AutoCloseable {

  /** Submissions of one tenant that wait. */
  static final int MOST_QUEUED = 1_000;

  /** Submissions of one tenant that are kept, waiting ones included. */
  private static final int MOST_KEPT = 5_000;

  private static final long MOST_BYTES = 64L << 20;
  private static final Duration KEPT = Duration.ofMinutes(15);
  private static final Duration EXPIRY = Duration.ofSeconds(5);

  private final ProgramService programs;
  private final Workers workers;
  private final Ledger ledger;
  private final Clock clock;
  private final TenantCache<Submission> kept;
  private final Loop expiry;
  private final int parallel = 2 * Runtime.getRuntime().availableProcessors();
  private final Map<String, Line> lines = new HashMap<>();

  /** The submissions of a tenant that wait. */
  private static final class Line {

    final Deque<Mono<Submission>> waiting = new ArrayDeque<>();
    int running;
  }

  SubmissionRuns(
      ProgramService programs, Workers workers, Ledger ledger, Clock clock, Loops loops) {
    this.programs = programs;
    this.workers = workers;
    this.ledger = ledger;
    this.clock = clock;
    this.kept = new TenantCache<>(ledger, clock, KEPT, MOST_KEPT, MOST_BYTES);
    this.expiry = loops.start("judge0", EXPIRY, kept::expire);
  }

  @Override
  public void close() {
    expiry.close();
  }

  /** Returns a submission of the current tenant; empty when it has none of that token. */
  Mono<Submission> find(String token) {
    return CurrentTenant.with(tenant -> Mono.justOrEmpty(kept.get(tenant, token)));
  }

  /** Takes out a submission of the current tenant that is judged; empty as {@link #find} is. */
  Mono<Submission> delete(String token) {
    return CurrentTenant.with(
        tenant -> {
          Optional<Submission> found = kept.get(tenant, token);
          if (found.isPresent() && found.get().finishedAt() == null) {
            return Mono.error(
                new ProblemException(
                    ProblemCode.BAD_REQUEST,
                    "submission cannot be deleted because its status is "
                        + found.get().verdict().status().description()));
          }
          return Mono.justOrEmpty(kept.remove(tenant, token));
        });
  }

  /** Runs a submission now. Cancelling interrupts it. */
  Mono<Submission> run(Submission submission) {
    return CurrentTenant.with(
        tenant -> {
          kept.put(tenant, submission.token(), submission, submission.bytes());
          return judged(tenant, submission)
              .doOnCancel(() -> kept.remove(tenant, submission.token()));
        });
  }

  /**
   * Runs submissions when it is their turn, for which nobody waits here. Fails with {@link
   * FailureCode#NODE_SATURATED} when not all of them may wait.
   */
  Mono<Void> enqueue(List<Submission> submissions) {
    return CurrentTenant.withGrant(
        grant -> {
          Tenant tenant = grant.tenant();
          requirePlaces(tenant, submissions.size());
          for (Submission submission : submissions) {
            kept.put(tenant, submission.token(), submission, submission.bytes());
            add(tenant, inTurn(grant, submission));
          }
          return Mono.empty();
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

  private synchronized void add(Tenant tenant, Mono<Submission> run) {
    Line line = lines.computeIfAbsent(tenant.id(), id -> new Line());
    line.waiting.add(run);
    advance(tenant.id(), line);
  }

  private synchronized void ended(String tenantId, Line line) {
    line.running--;
    advance(tenantId, line);
  }

  private void advance(String tenantId, Line line) {
    while (line.running < parallel && !line.waiting.isEmpty()) {
      line.running++;
      var _ =
          line.waiting.remove().toFuture().whenComplete((judged, failure) -> ended(tenantId, line));
    }
    if (line.running == 0) {
      lines.remove(tenantId);
    }
  }

  /** Never fails for what the program did, nor for what kept it from running. */
  private Mono<Submission> judged(Tenant tenant, Submission queued) {
    return Mono.defer(
        () -> {
          Submission started = queued.started(clock.instant());
          keep(tenant, started);
          return accounted(tenant, started)
              .retryWhen(ProgramService.UNTIL_THERE_IS_ROOM)
              .onErrorResume(failure -> Mono.just(started.failed(reason(failure), clock.instant())))
              .doOnNext(judged -> keep(tenant, judged));
        });
  }

  private void keep(Tenant tenant, Submission submission) {
    kept.replace(tenant, submission.token(), submission, submission.bytes());
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
