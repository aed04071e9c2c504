package io.serpentarium.service.cluster;

import io.serpentarium.sandbox.SessionBusyException;
import io.serpentarium.sandbox.SessionLostException;
import io.serpentarium.service.cluster.SessionTable.Write;
import io.serpentarium.service.core.admission.StoredBytes;
import io.serpentarium.service.core.session.Checkpoint;
import io.serpentarium.service.core.session.DirectoryAwayException;
import io.serpentarium.service.core.session.LocalSessions;
import io.serpentarium.service.core.session.SessionMovedException;
import io.serpentarium.service.core.session.SessionRecord;
import io.serpentarium.service.core.session.StateKeeper;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the states of this pod's sessions in Redis, and counts those of all pods. */
final class RedisStates implements StateKeeper, StoredBytes {

  private static final Logger log = LoggerFactory.getLogger(RedisStates.class);
  private static final byte[] NOTHING = {};

  private final SessionTable table;
  private final Lease lease;
  private final Claims claims;
  private final LocalSessions local;
  private final long mostStateBytes;
  private final SeenBytes seen = new SeenBytes();

  /**
   * @param mostStateBytes the most bytes of a state that is kept
   */
  RedisStates(
      SessionTable table, Lease lease, Claims claims, LocalSessions local, long mostStateBytes) {
    this.table = table;
    this.lease = lease;
    this.claims = claims;
    this.local = local;
    this.mostStateBytes = mostStateBytes;
  }

  @Override
  public boolean isDue(SessionRecord session, long epoch) {
    boolean held = claims.find(session.id()).filter(claim -> claim.epoch() == epoch).isPresent();
    return !held || session.checkpoint() != Checkpoint.NEVER || !lease.isGood();
  }

  /**
   * Keeps the state. While Redis is away for all pods the session goes on, and {@link #catchUp}
   * keeps its state later. Otherwise a failure must withhold the result of the change: another pod
   * may go on without it.
   */
  @Override
  public void keep(SessionRecord session, long epoch, Supplier<byte[]> state) {
    lease.require();
    Claim claim = claims.require(session.id(), epoch);
    if (isKeptAlways(session)) {
      keep(claim, session, state);
    }
  }

  private void keep(Claim claim, SessionRecord session, Supplier<byte[]> state) {
    try {
      byte[] captured = state.get();
      put(claim, session, captured);
    } catch (SessionBusyException | SessionLostException e) {
      log.debug("The state of session {} was not kept: {}", session.id(), e.getMessage());
    }
  }

  private void put(Claim claim, SessionRecord session, byte[] state) {
    try {
      write(claim, session, state);
    } catch (DirectoryAwayException e) {
      lease.require();
      if (!lease.isWitnessed()) {
        write(claim, session, state);
      }
    }
  }

  private void write(Claim claim, SessionRecord session, byte[] state) {
    boolean tooLarge = state.length > mostStateBytes;
    write(claim, session, tooLarge ? Write.DROP : Write.KEEP, tooLarge ? NOTHING : state);
    claim.keep(session.lastUsedAt());
  }

  private void write(Claim claim, SessionRecord session, Write write, byte[] state) {
    if (!table.write(session, claim.epoch(), write, state)) {
      claims.lose(claim);
      throw new SessionMovedException();
    }
    claim.tell(session.lastUsedAt());
  }

  /**
   * Gives a session away with its state, so that any pod can go on with it.
   *
   * @throws StateTooLargeException if it has to stay
   * @throws SessionMovedException if another pod has it by now
   * @throws DirectoryAwayException if its state cannot be kept
   */
  void release(SessionRecord session, long epoch, Supplier<byte[]> state) {
    Claim claim = claims.require(session.id(), epoch);
    lease.require();
    byte[] captured = state.get();
    if (captured.length > mostStateBytes) {
      claim.refuse();
      throw new StateTooLargeException(captured.length);
    }
    write(claim, session, Write.RELEASE, captured);
    var _ = claims.remove(claim);
  }

  @Override
  public long bytes(String tenantId) {
    return seen.of(tenantId, table::stateBytes);
  }

  /** Returns whether a session's state was too large when it was to be handed over. */
  boolean isTooLarge(String id) {
    return claims.find(id).filter(Claim::isTooLarge).isPresent();
  }

  /** Publishes ends, uses and states to Redis that could not be published before. Never throws. */
  void catchUp() {
    claims.catchUp();
    for (Claim claim : claims.all()) {
      try {
        local.record(claim.id()).ifPresent(session -> catchUp(claim, session));
      } catch (RuntimeException e) {
        log.debug("Publishing the state of session {} postponed", claim.id(), e);
      }
    }
  }

  private void catchUp(Claim claim, SessionRecord session) {
    if (isKeptAlways(session) && !claim.isKept(session.lastUsedAt())) {
      local.capture(session.id(), this::keepLate);
    } else if (!claim.isTold(session.lastUsedAt())) {
      write(claim, session, Write.TOUCH, NOTHING);
    }
  }

  private void keepLate(SessionRecord session, long epoch, Supplier<byte[]> state) {
    keep(claims.require(session.id(), epoch), session, state);
  }

  private static boolean isKeptAlways(SessionRecord session) {
    return session.checkpoint() == Checkpoint.AFTER_EXECUTION;
  }

  /** A session's state is too large to be kept. */
  static final class StateTooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StateTooLargeException(long bytes) {
      super("a state of %d bytes is not kept".formatted(bytes), null, false, false);
    }
  }
}
