package io.serpentarium.service.core.kernel;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.Ledger.Owner;
import io.serpentarium.service.core.admission.LimitPolicy;
import io.serpentarium.service.core.session.SessionInfo;
import io.serpentarium.service.core.session.SessionPolicy;
import io.serpentarium.service.core.session.SessionService;
import io.serpentarium.service.core.session.SessionService.NewSession;
import io.serpentarium.service.core.session.SessionWatch;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Grant;
import io.serpentarium.service.core.tenancy.Tenant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/**
 * The kernels of this node: every session can be used as one.
 *
 * <p>Whatever names a session fails as {@link SessionService} does.
 */
@Service
public final class Kernels {

  /** Cells that can be taken back, with the one that asks for it. */
  private static final int HISTORY = 4;

  private final SessionService sessions;
  private final SessionPolicy policy;
  private final LimitPolicy limits;
  private final KernelCells cells;
  private final Checkpoints checkpoints;
  private final Ledger ledger;
  private final Map<String, Kernel> bySession = new ConcurrentHashMap<>();

  Kernels(
      SessionService sessions,
      SessionPolicy policy,
      LimitPolicy limits,
      KernelCells cells,
      Checkpoints checkpoints,
      Ledger ledger) {
    this.sessions = sessions;
    this.policy = policy;
    this.limits = limits;
    this.cells = cells;
    this.checkpoints = checkpoints;
    this.ledger = ledger;
  }

  /**
   * Creates a session with the longest idle timeout and the tenant's highest time limits for its
   * cells. The kernel starts to work.
   */
  public Mono<SessionInfo> create() {
    return CurrentTenant.with(tenant -> sessions.create(wanted(limits.of(tenant).maximum())))
        .delayUntil(session -> of(session.id()));
  }

  private NewSession wanted(Limits most) {
    return new NewSession(
        List.of(),
        Map.of(
            Limit.WALL_TIME, most.get(Limit.WALL_TIME), Limit.CPU_TIME, most.get(Limit.CPU_TIME)),
        Optional.of(policy.maximumIdleTimeout()),
        Optional.of(Math.min(HISTORY, policy.maximumHistory())),
        Optional.empty(),
        Optional.empty());
  }

  /** Returns the kernel of a session, which begins to work if it did not. */
  public Mono<Kernel> of(String sessionId) {
    return sessions
        .watch(sessionId)
        .flatMap(
            watch ->
                CurrentTenant.withGrant(
                    grant ->
                        Mono.fromSupplier(
                            () ->
                                bySession.computeIfAbsent(
                                    sessionId, id -> begun(id, grant, watch)))));
  }

  /** Returns the kernel of a session if it works already. */
  public Optional<Kernel> present(String sessionId) {
    return Optional.ofNullable(bySession.get(sessionId));
  }

  /**
   * Gives a session a new interpreter; its files stay. What runs is interrupted, and what waits is
   * aborted.
   */
  public Mono<Void> restart(String sessionId) {
    return sessions
        .restart(sessionId)
        .doOnSuccess(done -> present(sessionId).ifPresent(Kernel::restarted));
  }

  /** Returns the grant of the first client of a session's kernel, while that is valid. */
  public Optional<Grant> grant(String sessionId) {
    return present(sessionId).map(Kernel::grant).filter(Grant::isGood);
  }

  private Kernel begun(String sessionId, Grant grant, SessionWatch watch) {
    Tenant tenant = grant.tenant();
    HeapHolding holding = ledger.open(tenant, Owner.STREAM);
    KernelLog log = new KernelLog(ledger.open(tenant, Owner.STREAM));
    Kernel kernel = new Kernel(sessionId, grant, cells, log, holding);
    var _ = kernel.work(watch, () -> ended(sessionId, kernel));
    return kernel;
  }

  private void ended(String sessionId, Kernel kernel) {
    bySession.remove(sessionId, kernel);
    checkpoints.forget(sessionId);
  }
}
