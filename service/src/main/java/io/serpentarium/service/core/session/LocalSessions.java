package io.serpentarium.service.core.session;

import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.Tenant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The sessions of this node, by their ids. Thread-safe. */
@Component
public final class LocalSessions {

  private final SessionRegistry registry;

  LocalSessions(SessionRegistry registry) {
    this.registry = registry;
  }

  /** Takes a session's state. */
  @FunctionalInterface
  public interface StateTaker {

    /**
     * @param state captures it
     */
    void take(SessionRecord session, long epoch, StateExport state);
  }

  /** Returns whether a session of this node is moving to another one. */
  public boolean isLeaving(String id) {
    return registry.get(id).filter(LiveSession::isLeaving).isPresent();
  }

  /** Returns the ids of all that have a state. */
  public List<String> ids() {
    return registry.all().filter(session -> !session.isLost()).map(LiveSession::id).toList();
  }

  /** Returns the present record of a session, whatever its state; empty if it is not here. */
  public Optional<SessionRecord> record(String id) {
    return registry.get(id).map(session -> session.state().record());
  }

  /** Returns a session as clients see it; empty when it is not here or its state is lost. */
  public Optional<SessionInfo> seen(String id) {
    return registry.get(id).filter(session -> !session.isLost()).map(LiveSession::info);
  }

  /**
   * Returns a session of a tenant as clients see it.
   *
   * @throws ServiceFailure with {@link FailureCode#SESSION_NOT_FOUND} if the tenant has none of
   *     this id here
   * @throws SessionMovedException if it has just left
   * @throws io.serpentarium.sandbox.SessionLostException if its state is lost
   */
  public SessionInfo info(Tenant tenant, String id) {
    return registry.find(tenant, id).info();
  }

  /** Returns a tenant's sessions as {@link SessionCatalogue#list} does. */
  public List<SessionInfo> list(Tenant tenant, @Nullable Cursor after, int limit) {
    return registry.living(tenant, after).limit(limit).map(LiveSession::info).toList();
  }

  /** Passes a session's state on, unless the session is in use or not on this node. */
  public void capture(String id, StateTaker taker) {
    registry.get(id).ifPresent(session -> session.ifFree(() -> session.state().keep(taker)));
  }

  /**
   * Hands a session over to where others find it, unless it is in use.
   *
   * @param onlyUnused whether only a hibernated session without watchers is handed over
   * @param taker stores its state; if it throws, the session stays
   * @return whether the session has left
   */
  public boolean handOver(String id, boolean onlyUnused, StateTaker taker) {
    return registry.get(id).filter(session -> handOver(session, onlyUnused, taker)).isPresent();
  }

  private boolean handOver(LiveSession session, boolean onlyUnused, StateTaker taker) {
    if (!session.leave(onlyUnused)) {
      return false;
    }
    boolean taken = false;
    try {
      session.state().keep(taker);
      taken = true;
    } finally {
      if (taken) {
        end(session);
      } else {
        session.stay();
      }
    }
    return true;
  }

  /** Ends a session here that another node has by now; of no effect on one of another epoch. */
  public void drop(String id, long epoch) {
    registry.get(id).filter(session -> session.terms().epoch() == epoch).ifPresent(this::end);
  }

  /** Notes that no node has a session of this id. */
  public void forgetDeparted(String id) {
    registry.forgetDeparted(id);
  }

  private void end(LiveSession session) {
    registry.depart(session);
    session.close(CloseReason.MOVED);
  }
}
