package io.serpentarium.service.session;

import io.serpentarium.sandbox.TerminalSize;
import io.serpentarium.service.execution.Workers;
import io.serpentarium.service.tenancy.CurrentTenant;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Lets somebody sit down at a session's terminal. */
@Service
public final class TerminalService {

  private final SessionRegistry registry;
  private final Workers workers;

  TerminalService(SessionRegistry registry, Workers workers) {
    this.registry = registry;
    this.workers = workers;
  }

  /**
   * Opens the session's terminal, or gives the one that is open. Fails with {@link
   * SessionNotFoundException} or {@link io.serpentarium.sandbox.SessionLostException}.
   */
  public Mono<AttachedTerminal> attach(String sessionId) {
    return CurrentTenant.with(
        tenant ->
            workers.call(
                () -> {
                  LiveSession session = registry.find(tenant, sessionId);
                  return new AttachedTerminal(
                      session, session.openTerminal(TerminalSize.DEFAULT), workers);
                }));
  }
}
