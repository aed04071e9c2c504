package io.serpentarium.service.cluster;

import io.serpentarium.sandbox.SessionLostException;
import io.serpentarium.service.cluster.RedisSeal.BrokenSealException;
import io.serpentarium.service.cluster.SessionTable.Taken;
import io.serpentarium.service.cluster.SessionTable.Write;
import io.serpentarium.service.core.execution.Workers;
import io.serpentarium.service.core.session.Checkpoint;
import io.serpentarium.service.core.session.DirectoryAwayException;
import io.serpentarium.service.core.session.LiveSessions;
import io.serpentarium.service.core.session.LocalSessions;
import io.serpentarium.service.core.session.SessionMovedException;
import io.serpentarium.service.core.tenancy.Tenant;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;

/** Goes on here with sessions that no pod has. */
final class Waker {

  private final Claims claims;
  private final LiveSessions sessions;
  private final LocalSessions local;
  private final SessionTable table;
  private final Lease lease;
  private final Workers workers;
  private final Map<String, Mono<Void>> under = new ConcurrentHashMap<>();

  Waker(
      Claims claims,
      LiveSessions sessions,
      LocalSessions local,
      SessionTable table,
      Lease lease,
      Workers workers) {
    this.claims = claims;
    this.sessions = sessions;
    this.local = local;
    this.table = table;
    this.lease = lease;
    this.workers = workers;
  }

  /**
   * Brings a session of a tenant here, once however many ask for it. Fails with {@link
   * SessionMovedException} when another pod was quicker, with {@link SessionLostException}, and as
   * {@link LiveSessions#adopt} throws; the session is nobody's again then.
   */
  Mono<Void> wake(Tenant tenant, String id) {
    return under.computeIfAbsent(
        id,
        one ->
            workers
                .bulk()
                .run(() -> wakeNow(tenant, id))
                .doFinally(end -> under.remove(id))
                .cache());
  }

  private void wakeNow(Tenant tenant, String id) {
    if (claims.holds(id)) {
      return;
    }
    lease.require();
    Taken taken = table.take(id, lease.takeRights()).orElseThrow(SessionMovedException::new);
    adopt(tenant, taken, taken.state().orElseThrow(SessionLostException::new));
    if (taken.record().checkpoint() == Checkpoint.NEVER) {
      dropState(taken);
    }
    claims.add(taken.record(), taken.epoch()).keep(taken.record().lastUsedAt());
  }

  /** Drops the stored state before anything is done in the session, which makes it outdated. */
  private void dropState(Taken taken) {
    try {
      table.write(taken.record(), taken.epoch(), Write.DROP);
    } catch (DirectoryAwayException e) {
      local.drop(taken.record().id(), taken.epoch());
      throw e;
    }
  }

  private void adopt(Tenant tenant, Taken taken, InputStream state) {
    try {
      sessions.adopt(tenant, taken.record(), taken.epoch(), state);
    } catch (RuntimeException e) {
      if (e.getCause() instanceof BrokenSealException broken) {
        throw table.unusable(taken.record(), taken.epoch(), broken);
      }
      table.write(taken.record(), taken.epoch(), Write.FREE);
      throw e;
    }
  }
}
