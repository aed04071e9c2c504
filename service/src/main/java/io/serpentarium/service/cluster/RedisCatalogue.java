package io.serpentarium.service.cluster;

import io.serpentarium.sandbox.SessionLostException;
import io.serpentarium.service.cluster.SessionTable.Listed;
import io.serpentarium.service.core.session.Cursor;
import io.serpentarium.service.core.session.LocalSessions;
import io.serpentarium.service.core.session.SessionCatalogue;
import io.serpentarium.service.core.session.SessionInfo;
import io.serpentarium.service.core.session.SessionRecord;
import io.serpentarium.service.core.session.SessionState;
import io.serpentarium.service.core.tenancy.Tenant;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The sessions of all pods: this pod's as they are here, all others as Redis knows them. */
final class RedisCatalogue implements SessionCatalogue {

  /** A number of sessions larger than can be created in one microsecond. */
  private static final int SAME_MOMENT = 8;

  private final SessionTable table;
  private final Claims claims;
  private final LocalSessions local;

  RedisCatalogue(SessionTable table, Claims claims, LocalSessions local) {
    this.table = table;
    this.claims = claims;
    this.local = local;
  }

  @Override
  public SessionInfo find(Tenant tenant, String id) {
    return unheld(tenant, id)
        .map(free -> requireKept(free).info(SessionState.HIBERNATED))
        .orElseGet(() -> local.info(tenant, id));
  }

  @Override
  public boolean removeUnheld(Tenant tenant, String id) {
    return unheld(tenant, id)
        .map(SessionLocation.Free::record)
        .filter(table::forgetUnheld)
        .isPresent();
  }

  private Optional<SessionLocation.Free> unheld(Tenant tenant, String id) {
    Optional<SessionLocation.Free> found =
        claims.holds(id)
            ? Optional.empty()
            : switch (table.find(id)) {
              case SessionLocation.Free free -> Optional.of(free);
              case SessionLocation.Doubtful(_, _, SessionLocation.Free free) -> Optional.of(free);
              default -> Optional.empty();
            };
    return found.filter(free -> free.record().tenantId().equals(tenant.id()));
  }

  private static SessionRecord requireKept(SessionLocation.Free free) {
    if (!free.kept()) {
      throw new SessionLostException();
    }
    return free.record();
  }

  @Override
  public List<SessionInfo> list(Tenant tenant, @Nullable Cursor after, int limit) {
    Instant from = after == null ? Instant.EPOCH : after.createdAt();
    return table.list(tenant, from, limit + SAME_MOMENT).stream()
        .filter(listed -> after == null || isAfter(listed, after))
        .flatMap(listed -> info(listed).stream())
        .limit(limit)
        .toList();
  }

  private static boolean isAfter(Listed listed, Cursor place) {
    return new Cursor(listed.record().createdAt(), listed.id()).compareTo(place) > 0;
  }

  private Optional<SessionInfo> info(Listed listed) {
    if (claims.holds(listed.id())) {
      return local.seen(listed.id());
    }
    boolean asleep = listed.pod().isEmpty();
    return asleep && !listed.kept()
        ? Optional.empty()
        : Optional.of(listed.record().info(asleep ? SessionState.HIBERNATED : SessionState.IDLE));
  }
}
