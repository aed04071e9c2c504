package io.serpentarium.service.core.session;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.SessionBusyException;
import io.serpentarium.sandbox.StatementGate;
import io.serpentarium.service.core.admission.QuotaExceededException;
import io.serpentarium.service.core.execution.ExecutionAudit;
import io.serpentarium.service.core.execution.ExecutionStarter;
import io.serpentarium.service.core.execution.Ids;
import io.serpentarium.service.core.execution.RunningExecution;
import io.serpentarium.service.core.execution.Workers;
import io.serpentarium.service.core.failure.Failures;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.Tenant;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Makes the statements of a session's terminal executions of its tenant. */
final class TenantGate implements StatementGate {

  /**
   * Retries while the last statement's state may still be being kept, which is no reason to refuse
   * the next one.
   */
  private static final Retry WHILE_BUSY =
      Retry.backoff(1_000, Duration.ofMillis(1))
          .maxBackoff(Duration.ofMillis(20))
          .filter(SessionBusyException.class::isInstance)
          .onRetryExhaustedThrow((spec, last) -> last.failure());

  private final SessionUse session;
  private final ExecutionStarter starter;
  private final ExecutionAudit audit;
  private final Workers workers;
  private final Ids ids;

  TenantGate(
      SessionUse session,
      ExecutionStarter starter,
      ExecutionAudit audit,
      Workers workers,
      Ids ids) {
    this.session = session;
    this.starter = starter;
    this.audit = audit;
    this.workers = workers;
    this.ids = ids;
  }

  @Override
  public CompletionStage<Optional<String>> admit(Execution statement) {
    Tenant tenant = session.terminalOwner();
    return starter
        .ifAffordable(tenant, workers.call(() -> adopt(tenant, statement)))
        .retryWhen(WHILE_BUSY)
        .doOnNext(running -> audit.ran(tenant, session.id()))
        .map(running -> Optional.<String>empty())
        .onErrorResume(failure -> Mono.just(Optional.of(reason(failure))))
        .toFuture();
  }

  @Override
  public CompletionStage<Optional<String>> admitEdit() {
    return starter
        .ifAffordable(session.terminalOwner(), Mono.just(Optional.<String>empty()))
        .onErrorResume(failure -> Mono.just(Optional.of(reason(failure))))
        .toFuture();
  }

  @Override
  public void edited(Duration cpuTime) {
    starter.charge(session.terminalOwner(), cpuTime);
  }

  private RunningExecution adopt(Tenant tenant, Execution statement) {
    return session.adopt(tenant, ids.execution(), statement);
  }

  private static String reason(Throwable failure) {
    ServiceFailure known = Failures.of(failure);
    if (known instanceof QuotaExceededException e) {
      return "the tenant's quota \"%s\" of %d is used up"
          .formatted(e.allowance().quota().wireName(), e.allowance().limit());
    }
    return switch (known.code()) {
      case NODE_SATURATED -> "the node has no room now";
      case SESSION_MOVED, DIRECTORY_AWAY, SESSION_BUSY -> "not possible now, try again";
      case SESSION_NOT_FOUND, SESSION_LOST -> "the session has ended";
      default -> "the service failed";
    };
  }
}
