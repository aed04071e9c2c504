package io.serpentarium.service.cluster;

import io.serpentarium.sandbox.SessionLostException;
import io.serpentarium.service.cluster.SessionTable.Taken;
import io.serpentarium.service.cluster.SessionTable.Write;
import io.serpentarium.service.core.execution.Workers;
import io.serpentarium.service.core.session.Checkpoint;
import io.serpentarium.service.core.session.DirectoryAwayException;
import io.serpentarium.service.core.session.HeldSession;
import io.serpentarium.service.core.session.LocalSessions;
import io.serpentarium.service.core.session.SessionMovedException;
import io.serpentarium.service.core.tenancy.Tenant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.ObjectProvider;
import reactor.core.publisher.Mono;

/** Goes on here with sessions that no pod has. */
final class Waker {

  private static final byte[] NOTHING = {};

  private final ClusterDirectory directory;
  private final ObjectProvider<LocalSessions> local;
  private final SessionTable table;
  private final Lease lease;
  private final Workers workers;
  private final Map<String, Mono<Void>> under = new ConcurrentHashMap<>();

  Waker(
      ClusterDirectory directory,
      ObjectProvider<LocalSessions> local,
      SessionTable table,
      Lease lease,
      Workers workers) {
    this.directory = directory;
    this.local = local;
    this.table = table;
    this.lease = lease;
    this.workers = workers;
  }

  /**
   * Brings a session of a tenant here, once however many ask for it. Fails with {@link
   * SessionMovedException} when another pod was quicker, with {@link SessionLostException}, and as
   * {@link LocalSessions#adopt} throws; the session is nobody's again then.
   */
  Mono<Void> wake(Tenant tenant, String id) {
    return under.computeIfAbsent(
        id,
        one -> workers.run(() -> wakeNow(tenant, id)).doFinally(end -> under.remove(id)).cache());
  }

  private void wakeNow(Tenant tenant, String id) {
    if (directory.holds(id)) {
      return;
    }
    lease.require();
    Taken taken = table.take(id, lease.standing()).orElseThrow(SessionMovedException::new);
    byte[] state = taken.state().orElseThrow(SessionLostException::new);
    HeldSession session = adopt(tenant, taken, state);
    if (taken.record().checkpoint() == Checkpoint.NEVER) {
      dropState(session, taken);
    }
    directory.hold(session, taken.epoch()).keep(taken.record().lastUsedAt());
  }

  /** Before anything is done in the session: the state that was kept is out of date then. */
  private void dropState(HeldSession session, Taken taken) {
    try {
      table.write(taken.record(), taken.epoch(), Write.DROP, NOTHING);
    } catch (DirectoryAwayException e) {
      local.getObject().drop(session);
      throw e;
    }
  }

  private HeldSession adopt(Tenant tenant, Taken taken, byte[] state) {
    try {
      return local.getObject().adopt(tenant, taken.record(), state);
    } catch (RuntimeException e) {
      table.write(taken.record(), taken.epoch(), Write.FREE, NOTHING);
      throw e;
    }
  }
}
