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
import io.serpentarium.service.core.session.StateExport;
import io.serpentarium.service.core.session.StateKeeper;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the states of this pod's sessions in Redis, and counts those of all pods. */
final class RedisStates implements StateKeeper, StoredBytes {

  private static final Logger log = LoggerFactory.getLogger(RedisStates.class);

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
  public void keep(SessionRecord session, long epoch, StateExport state) {
    lease.require();
    Claim claim = claims.require(session.id(), epoch);
    if (isKeptAlways(session)) {
      keep(claim, session, state);
    }
  }

  private void keep(Claim claim, SessionRecord session, StateExport state) {
    try {
      put(claim, session, state);
    } catch (SessionBusyException | SessionLostException e) {
      log.debug("The state of session {} was not kept: {}", session.id(), e.getMessage());
    }
  }

  private void put(Claim claim, SessionRecord session, StateExport state) {
    try {
      write(claim, session, state);
    } catch (DirectoryAwayException e) {
      lease.require();
      if (!lease.isWitnessed()) {
        write(claim, session, state);
      }
    }
  }

  private void write(Claim claim, SessionRecord session, StateExport state) {
    try {
      write(claim, session, Write.KEEP, state);
    } catch (StateTooLargeException e) {
      write(claim, session, Write.DROP);
    }
    claim.keep(session.lastUsedAt());
  }

  private void write(Claim claim, SessionRecord session, Write write) {
    tell(claim, session, table.write(session, claim.epoch(), write));
  }

  private void write(Claim claim, SessionRecord session, Write write, StateExport state) {
    StateExport limited = out -> state.writeTo(new Limited(out));
    tell(claim, session, table.write(session, claim.epoch(), write, limited));
  }

  private void tell(Claim claim, SessionRecord session, boolean written) {
    if (!written) {
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
  void release(SessionRecord session, long epoch, StateExport state) {
    Claim claim = claims.require(session.id(), epoch);
    lease.require();
    try {
      write(claim, session, Write.RELEASE, state);
    } catch (StateTooLargeException e) {
      claim.refuse();
      throw e;
    }
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
      write(claim, session, Write.TOUCH);
    }
  }

  private void keepLate(SessionRecord session, long epoch, StateExport state) {
    keep(claims.require(session.id(), epoch), session, state);
  }

  private static boolean isKeptAlways(SessionRecord session) {
    return session.checkpoint() == Checkpoint.AFTER_EXECUTION;
  }

  /** Counts the bytes of a state, and ends it where it becomes too large. */
  private final class Limited extends FilterOutputStream {

    private long left = mostStateBytes;

    Limited(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      count(1);
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      count(length);
      out.write(bytes, offset, length);
    }

    private void count(int length) {
      left -= length;
      if (left < 0) {
        throw new StateTooLargeException(mostStateBytes);
      }
    }
  }

  /** A session's state is too large to be kept. */
  static final class StateTooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StateTooLargeException(long most) {
      super("a state of more than %d bytes is not kept".formatted(most), null, false, false);
    }
  }
}
