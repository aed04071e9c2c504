package io.serpentarium.service.core.session;

import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.admission.Ledger.Owner;
import io.serpentarium.service.core.session.LocalSessions.StateTaker;
import io.serpentarium.service.core.tenancy.Tenant;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The knowledge of other nodes about one session of this node: that it is here, and the state with
 * which they could go on. Thread-safe; throws as {@link Placement#requireHeld} and {@link
 * StateKeeper#keep} do.
 */
final class KeptState {

  private final SessionTerms terms;
  private final Session session;
  private final IdleTimer idle;
  private final SessionKeeping keeping;

  KeptState(SessionTerms terms, Session session, IdleTimer idle, SessionKeeping keeping) {
    this.terms = terms;
    this.session = session;
    this.idle = idle;
    this.keeping = keeping;
  }

  String id() {
    return terms.cursor().id();
  }

  Tenant owner() {
    return terms.owner();
  }

  /** Returns the session's present record. */
  SessionRecord record() {
    return new SessionRecord(
        id(),
        terms.owner().id(),
        terms.cursor().createdAt(),
        idle.lastUsedAt(),
        terms.idleTimeout(),
        session.limits(),
        terms.history(),
        terms.checkpoint(),
        session.memoryBytes());
  }

  /** Checks that this node still has the session. */
  void requireHeld() {
    keeping.placement().requireHeld(id(), terms.epoch());
  }

  /** Makes the session unknown because it has ended. */
  void forget() {
    keeping.placement().forget(id(), terms.epoch());
  }

  /** Returns whether {@link #changed} would have something to do. */
  boolean isDue() {
    return keeping.keeper().isDue(record(), terms.epoch());
  }

  /** Keeps the state after a change, on behalf of the caller that has taken the session. */
  void changed() {
    keep(keeping.keeper()::keep);
  }

  /** Keeps the state after an execution, before its end is published. Does not block. */
  CompletionStage<?> ended() {
    return whenDue(this::changed);
  }

  /** Has something that keeps the state done, if there is need of it. Does not block. */
  CompletionStage<?> whenDue(Runnable task) {
    return isDue()
        ? CompletableFuture.runAsync(task, keeping.keepers())
        : CompletableFuture.completedStage(null);
  }

  /**
   * Passes the state on, on behalf of the caller that has taken the session, whose owner holds
   * {@link StateKeeper#TRANSFER_BYTES} of heap meanwhile.
   *
   * @throws io.serpentarium.service.core.admission.QuotaExceededException if the owner has its
   *     share of that
   * @throws io.serpentarium.sandbox.SandboxSaturatedException if the node has no room for it
   */
  void keep(StateTaker taker) {
    try (HeapHolding holding = keeping.ledger().open(terms.owner(), Owner.TRANSFER)) {
      holding.acquire(StateKeeper.TRANSFER_BYTES);
      taker.take(record(), terms.epoch(), this::export);
    }
  }

  private void export(OutputStream out) throws IOException {
    try (Snapshot snapshot = session.snapshot()) {
      snapshot.export(out);
    }
  }
}
