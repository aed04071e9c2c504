package io.serpentarium.service.session;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.service.execution.LimitPolicy;
import io.serpentarium.service.execution.RunningExecution;
import io.serpentarium.service.execution.Workers;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/**
 * Executes code in sessions and speaks to what runs.
 *
 * <p>Everything fails with {@link SessionNotFoundException} when there is no such session, and with
 * {@link io.serpentarium.sandbox.SessionLostException} when its state is gone.
 */
@Service
public final class SessionExecutionService {

  private final SessionRegistry registry;
  private final LimitPolicy limits;
  private final Workers workers;

  SessionExecutionService(SessionRegistry registry, LimitPolicy limits, Workers workers) {
    this.registry = registry;
    this.limits = limits;
    this.workers = workers;
  }

  /**
   * Starts an execution; the caller follows its result or its events, and cancelling those
   * interrupts it.
   *
   * <p>Fails with {@link io.serpentarium.sandbox.SessionBusyException}, {@link
   * io.serpentarium.sandbox.SandboxSaturatedException} or {@link
   * io.serpentarium.service.execution.LimitTooHighException}.
   */
  public Mono<RunningExecution> start(String sessionId, Submission submission) {
    return workers.call(
        RunningExecution.class,
        () -> startNow(registry.find(sessionId), submission),
        RunningExecution::interruptUnheard);
  }

  /**
   * Appends to the stdin of what runs. Fails with {@link NotRunningException} or {@link
   * StdinFullException}.
   */
  public Mono<Void> writeStdin(String sessionId, String text) {
    return workers.run(
        () -> registry.find(sessionId).use().feed(running -> running.writeStdin(text)));
  }

  /** Ends the stdin of what runs. Fails with {@link NotRunningException}. */
  public Mono<Void> endStdin(String sessionId) {
    return workers.run(() -> registry.find(sessionId).use().feed(RunningExecution::endStdin));
  }

  /** Ctrl-C: gives whether something ran. */
  public Mono<Boolean> interrupt(String sessionId) {
    return workers.call(() -> registry.find(sessionId).use().interrupt());
  }

  private RunningExecution startNow(LiveSession session, Submission submission) {
    return session.start(submission.id(), request(session, submission));
  }

  private ExecutionRequest request(LiveSession session, Submission submission) {
    ExecutionRequest plain = ExecutionRequest.cell(submission.code()).withStdin(submission.stdin());
    ExecutionRequest limited =
        submission.limits().isEmpty()
            ? plain
            : plain.withLimits(limits.narrow(session.limits(), submission.limits()));
    return submission.streaming() ? limited.withStreaming() : limited;
  }
}
