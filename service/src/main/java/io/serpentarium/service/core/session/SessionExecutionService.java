package io.serpentarium.service.core.session;

import io.serpentarium.sandbox.Execution.StdinOutcome;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.admission.LimitPolicy;
import io.serpentarium.service.core.execution.EventLog;
import io.serpentarium.service.core.execution.ExecutionStarter;
import io.serpentarium.service.core.execution.RunningExecution;
import io.serpentarium.service.core.execution.Workers;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Tenant;
import java.util.Map;
import java.util.function.Function;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/**
 * Executes code in sessions and controls running executions.
 *
 * <p>Everything fails with {@link FailureCode#SESSION_NOT_FOUND} if there is no such session, and
 * with {@link io.serpentarium.sandbox.SessionLostException} if its state is lost.
 */
@Service
public final class SessionExecutionService {

  private final SessionRegistry registry;
  private final ExecutionStarter starter;
  private final LimitPolicy limits;
  private final Workers workers;

  SessionExecutionService(
      SessionRegistry registry, ExecutionStarter starter, LimitPolicy limits, Workers workers) {
    this.starter = starter;
    this.registry = registry;
    this.limits = limits;
    this.workers = workers;
  }

  /**
   * Starts an execution; the caller follows its result or its events, and cancelling those
   * interrupts it.
   *
   * <p>Fails with {@link io.serpentarium.sandbox.SessionBusyException}, {@link
   * io.serpentarium.sandbox.SandboxSaturatedException} or {@link FailureCode#LIMIT_TOO_HIGH}.
   */
  public Mono<RunningExecution> start(String sessionId, Submission submission) {
    return affordable(
        tenant ->
            workers.call(
                RunningExecution.class,
                () -> startNow(tenant, registry.find(tenant, sessionId), submission),
                RunningExecution::interruptUnheard));
  }

  /**
   * Starts an execution whose events can be followed, left and followed again for some time. Fails
   * as {@link #start} does.
   */
  public Mono<EventLog> startFollowed(String sessionId, Submission submission) {
    return affordable(
        tenant ->
            workers.call(() -> followNow(tenant, registry.find(tenant, sessionId), submission)));
  }

  /**
   * Starts an execution beside the session's own, in an interpreter of its own on the session's
   * files, which goes on when nobody follows it. Fails as {@link #start} does, but never because
   * the session is busy.
   */
  public Mono<SideExecution> startBeside(String sessionId, Submission submission) {
    return affordable(
        tenant ->
            workers.call(
                SideExecution.class,
                () -> besideNow(tenant, registry.find(tenant, sessionId), submission),
                SideExecution::interruptUnheard));
  }

  /** Starts something for the tenant of the context if it has CPU time left. */
  private <T> Mono<T> affordable(Function<Tenant, Mono<T>> start) {
    return CurrentTenant.with(tenant -> starter.ifAffordable(tenant, start.apply(tenant)));
  }

  /** The events of an execution that was started so. Fails with {@link FailureCode#EVENTS_GONE}. */
  public Mono<EventLog> events(String sessionId, String executionId) {
    return CurrentTenant.with(
        tenant ->
            Mono.fromSupplier(
                () -> registry.find(tenant, sessionId).touch().events().of(executionId)));
  }

  /**
   * Appends to the stdin of the running execution. Fails with {@link FailureCode#NOT_RUNNING} or
   * {@link FailureCode#STDIN_FULL}.
   */
  public Mono<Void> writeStdin(String sessionId, String text) {
    return feed(sessionId, running -> running.writeStdin(text));
  }

  /** Ends the stdin of the running execution. Fails with {@link FailureCode#NOT_RUNNING}. */
  public Mono<Void> endStdin(String sessionId) {
    return feed(sessionId, RunningExecution::endStdin);
  }

  /** Ctrl-C: gives whether something ran. */
  public Mono<Boolean> interrupt(String sessionId) {
    return CurrentTenant.with(
        tenant -> workers.call(() -> registry.find(tenant, sessionId).use().current().interrupt()));
  }

  /** Ctrl-C for one execution only: gives whether it ran. */
  public Mono<Boolean> interrupt(String sessionId, String executionId) {
    return CurrentTenant.with(
        tenant ->
            workers.call(
                () -> registry.find(tenant, sessionId).use().current().interrupt(executionId)));
  }

  private Mono<Void> feed(String sessionId, Function<RunningExecution, StdinOutcome> input) {
    return CurrentTenant.with(
        tenant -> workers.run(() -> registry.find(tenant, sessionId).use().current().feed(input)));
  }

  private RunningExecution startNow(Tenant tenant, LiveSession session, Submission submission) {
    return session.use().start(tenant, submission.id(), request(tenant, session, submission));
  }

  private EventLog followNow(Tenant tenant, LiveSession session, Submission submission) {
    ExecutionRequest request = request(tenant, session, submission);
    return holdingEvents(
        tenant,
        session,
        request,
        events ->
            session.events().follow(session.use().start(tenant, submission.id(), request), events));
  }

  private SideExecution besideNow(Tenant tenant, LiveSession session, Submission submission) {
    ExecutionRequest request = request(tenant, session, submission);
    return holdingEvents(
        tenant,
        session,
        request,
        events -> {
          RunningExecution started = session.use().startBeside(tenant, submission.id(), request);
          EventLog log = session.events().followBeside(started, events);
          return new SideExecution(started, log, events, workers);
        });
  }

  /** Starts an execution with a holding for its events, which is closed if it does not start. */
  private <T> T holdingEvents(
      Tenant tenant,
      LiveSession session,
      ExecutionRequest request,
      Function<HeapHolding, T> start) {
    HeapHolding events = starter.holdEvents(tenant, request.limits().orElse(session.limits()));
    try {
      return start.apply(events);
    } catch (RuntimeException | Error e) {
      events.close();
      throw e;
    }
  }

  private ExecutionRequest request(Tenant tenant, LiveSession session, Submission submission) {
    ExecutionRequest cell = ExecutionRequest.cell(submission.code()).withStdin(submission.stdin());
    ExecutionRequest plain = submission.kept() ? cell : cell.withoutTrace();
    ExecutionRequest limited =
        submission.limits().isEmpty()
            ? plain
            : plain.withLimits(limits.of(tenant).narrow(session.limits(), submission.limits()));
    ExecutionRequest ready = limited.after(submission.prelude());
    return submission.streaming() ? ready.withStreaming() : ready;
  }

  /**
   * Code to execute in a session.
   *
   * @param id the id of the execution, chosen by the submitter
   * @param limits the limits that the request names: milliseconds for times, bytes for sizes
   * @param streaming whether its events will be followed
   * @param kept whether the session keeps its effects
   * @param prelude code of the service's to execute before; empty for none
   */
  public record Submission(
      String id,
      String code,
      Stdin stdin,
      Map<Limit, Long> limits,
      boolean streaming,
      boolean kept,
      String prelude) {

    /** Code that needs no other. */
    public Submission(
        String id,
        String code,
        Stdin stdin,
        Map<Limit, Long> limits,
        boolean streaming,
        boolean kept) {
      this(id, code, stdin, limits, streaming, kept, "");
    }

    /** Code that is executed for good. */
    public Submission(
        String id, String code, Stdin stdin, Map<Limit, Long> limits, boolean streaming) {
      this(id, code, stdin, limits, streaming, true);
    }

    /** Returns this submission with code to execute before. */
    public Submission after(String newPrelude) {
      return new Submission(id, code, stdin, limits, streaming, kept, newPrelude);
    }
  }
}
