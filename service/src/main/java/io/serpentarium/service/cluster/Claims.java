package io.serpentarium.service.cluster;

import io.serpentarium.service.core.session.LocalSessions;
import io.serpentarium.service.core.session.SessionMovedException;
import io.serpentarium.service.core.session.SessionRecord;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sessions that this pod has according to Redis. Thread-safe. */
final class Claims {

  private static final Logger log = LoggerFactory.getLogger(Claims.class);

  private final SessionTable table;
  private final LocalSessions local;
  private final Executor keepers;
  private final Map<String, Claim> byId = new ConcurrentHashMap<>();
  private final Map<String, Claim> pendingRemovals = new ConcurrentHashMap<>();

  /**
   * @param keepers ends sessions here that other pods have taken
   */
  Claims(SessionTable table, LocalSessions local, Executor keepers) {
    this.table = table;
    this.local = local;
    this.keepers = keepers;
  }

  /** Notes that this pod has a session by an epoch. */
  Claim add(SessionRecord session, long epoch) {
    Claim claim = new Claim(session.id(), session.tenantId(), epoch);
    byId.put(session.id(), claim);
    return claim;
  }

  /** Returns whether this pod has a session. */
  boolean holds(String id) {
    return byId.containsKey(id);
  }

  /** The claim on a session, if this pod has it. */
  Optional<Claim> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /**
   * The claim on a session by an epoch.
   *
   * @throws SessionMovedException if this pod has it no more; it may have left and come back
   */
  Claim require(String id, long epoch) {
    return find(id).filter(claim -> claim.epoch() == epoch).orElseThrow(SessionMovedException::new);
  }

  /** All of this moment. */
  Collection<Claim> all() {
    return byId.values();
  }

  /** Removes a claim, and returns whether it was there. */
  boolean remove(Claim claim) {
    return byId.remove(claim.id(), claim);
  }

  /** Releases a session that has ended, in Redis as soon as it can be reached. Never throws. */
  void release(Claim claim) {
    if (remove(claim)) {
      pendingRemovals.put(claim.id(), claim);
      forget(claim);
    }
  }

  /** Removes from Redis the sessions that ended while it could not be reached. Never throws. */
  void catchUp() {
    pendingRemovals.values().forEach(this::forget);
  }

  private void forget(Claim claim) {
    try {
      table.forget(claim);
      pendingRemovals.remove(claim.id(), claim);
    } catch (RuntimeException e) {
      log.debug("Removal of session {} postponed", claim.id(), e);
    }
  }

  /** Asks Redis which sessions are still this pod's, and ends the others; blocks. */
  void verify() {
    byId.values().forEach(this::verify);
  }

  private void verify(Claim claim) {
    boolean lost =
        local
            .record(claim.id())
            .filter(session -> !table.verify(session, claim.epoch()))
            .isPresent();
    if (lost) {
      lose(claim);
    }
  }

  /** Ends a session here that another pod has taken. */
  void lose(Claim claim) {
    if (remove(claim)) {
      log.warn("Session {} was taken by another pod", claim.id());
      keepers.execute(() -> local.drop(claim.id(), claim.epoch()));
    }
  }
}
