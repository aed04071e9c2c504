package io.serpentarium.service.core.session;

import io.serpentarium.service.core.tenancy.Tenant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * What a session of this node asks of the ports: whether it is still here, and who has its state.
 */
@Component
final class SessionKeeping {

  private final Placement placement;
  private final StateKeeper keeper;
  private final Executor keepers;

  /**
   * @param keepers carry states to their keeper after executions
   */
  SessionKeeping(Placement placement, StateKeeper keeper, Executor keepers) {
    this.placement = placement;
    this.keeper = keeper;
    this.keepers = keepers;
  }

  /** Makes new sessions known and keeps their first states, all or none; throws as the ports do. */
  void register(Tenant tenant, List<LiveSession> sessions) {
    placement.register(tenant, sessions.stream().map(LiveSession::record).toList());
    try {
      sessions.forEach(this::changed);
    } catch (RuntimeException e) {
      sessions.forEach(this::forget);
      throw e;
    }
  }

  /** Throws as {@link Placement#requireHeld} does. */
  void requireHeld(LiveSession session) {
    placement.requireHeld(session.id(), session.epoch());
  }

  /** Never throws. */
  void forget(LiveSession session) {
    placement.forget(session.id(), session.epoch());
  }

  /** Keeps what a change has made of a session; throws as {@link StateKeeper#keep} does. */
  void changed(LiveSession session) {
    keep(session.record(), session.epoch(), session::capture);
  }

  /** Keeps what an execution has left, before anybody hears of its end. Does not block. */
  CompletionStage<?> ended(LiveSession session) {
    SessionRecord record = session.record();
    return keeper.isDue(record, session.epoch())
        ? CompletableFuture.runAsync(() -> keep(record, session.epoch(), session::capture), keepers)
        : CompletableFuture.completedStage(null);
  }

  private void keep(SessionRecord record, long epoch, Supplier<byte[]> state) {
    keeper.keep(record, epoch, state);
  }
}
