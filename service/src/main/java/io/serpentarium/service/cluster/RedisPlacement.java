package io.serpentarium.service.cluster;

import io.serpentarium.service.core.admission.Allowance;
import io.serpentarium.service.core.admission.Quota;
import io.serpentarium.service.core.admission.QuotaExceededException;
import io.serpentarium.service.core.session.Placement;
import io.serpentarium.service.core.session.SessionRecord;
import io.serpentarium.service.core.tenancy.Tenant;
import java.util.ArrayList;
import java.util.List;

/** Places sessions on pods by a table in Redis, which a pod may rely on while its lease is good. */
final class RedisPlacement implements Placement {

  private final SessionTable table;
  private final Lease lease;
  private final Claims claims;

  RedisPlacement(SessionTable table, Lease lease, Claims claims) {
    this.table = table;
    this.lease = lease;
    this.claims = claims;
  }

  @Override
  public void register(Tenant tenant, List<SessionRecord> sessions) {
    lease.require();
    List<SessionRecord> made = new ArrayList<>();
    try {
      for (SessionRecord session : sessions) {
        register(tenant, session);
        made.add(session);
      }
    } catch (RuntimeException e) {
      made.forEach(session -> forget(session.id(), FIRST_EPOCH));
      throw e;
    }
  }

  private void register(Tenant tenant, SessionRecord session) {
    if (!table.register(tenant, session)) {
      throw new QuotaExceededException(
          Allowance.exhausted(Quota.SESSIONS, tenant.quotas().sessions()));
    }
    claims.add(session, FIRST_EPOCH).tell(session.lastUsedAt());
  }

  @Override
  public void requireHeld(String id, long epoch) {
    var _ = claims.require(id, epoch);
    lease.require();
    var _ = claims.require(id, epoch);
  }

  @Override
  public void forget(String id, long epoch) {
    claims.find(id).filter(claim -> claim.epoch() == epoch).ifPresent(claims::release);
  }
}
