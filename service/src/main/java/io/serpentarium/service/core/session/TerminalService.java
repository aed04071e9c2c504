package io.serpentarium.service.core.session;

import io.serpentarium.sandbox.StatementGate;
import io.serpentarium.sandbox.TerminalSize;
import io.serpentarium.service.core.execution.ExecutionAudit;
import io.serpentarium.service.core.execution.ExecutionStarter;
import io.serpentarium.service.core.execution.Ids;
import io.serpentarium.service.core.execution.Workers;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Opens sessions' terminals for clients. */
@Service
public final class TerminalService {

  private final SessionRegistry registry;
  private final ExecutionStarter starter;
  private final ExecutionAudit audit;
  private final Workers workers;
  private final Ids ids;

  TerminalService(
      SessionRegistry registry,
      ExecutionStarter starter,
      ExecutionAudit audit,
      Workers workers,
      Ids ids) {
    this.registry = registry;
    this.starter = starter;
    this.audit = audit;
    this.workers = workers;
    this.ids = ids;
  }

  /**
   * Opens the session's terminal, or gives the one that is open. Fails with {@link
   * FailureCode#SESSION_NOT_FOUND} or {@link io.serpentarium.sandbox.SessionLostException}.
   */
  public Mono<AttachedTerminal> attach(String sessionId) {
    return CurrentTenant.withGrant(
        grant ->
            workers.call(
                () -> {
                  LiveSession session = registry.find(grant.tenant(), sessionId);
                  SessionUse use = session.use();
                  StatementGate gate = new TenantGate(use, starter, audit, workers, ids);
                  return new AttachedTerminal(
                      session, use.openTerminal(grant, TerminalSize.DEFAULT, gate), workers);
                }));
  }
}
