package io.serpentarium.service.cluster;

import io.serpentarium.sandbox.SessionBusyException;
import io.serpentarium.sandbox.SessionLostException;
import io.serpentarium.service.cluster.SessionTable.Listed;
import io.serpentarium.service.cluster.SessionTable.Write;
import io.serpentarium.service.core.admission.Allowance;
import io.serpentarium.service.core.admission.Quota;
import io.serpentarium.service.core.admission.QuotaExceededException;
import io.serpentarium.service.core.session.Checkpoint;
import io.serpentarium.service.core.session.DirectoryAwayException;
import io.serpentarium.service.core.session.HeldSession;
import io.serpentarium.service.core.session.Position;
import io.serpentarium.service.core.session.SessionDirectory;
import io.serpentarium.service.core.session.SessionInfo;
import io.serpentarium.service.core.session.SessionMovedException;
import io.serpentarium.service.core.session.SessionRecord;
import io.serpentarium.service.core.session.SessionState;
import io.serpentarium.service.core.tenancy.Tenant;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory of several pods, in Redis: which sessions this pod has, and until when. */
final class ClusterDirectory implements SessionDirectory {

  private static final Logger log = LoggerFactory.getLogger(ClusterDirectory.class);
  private static final byte[] NOTHING = {};

  /** More than are made in one microsecond. */
  private static final int SAME_MOMENT = 8;

  private final SessionTable table;
  private final Lease lease;
  private final Executor keepers;
  private final Consumer<HeldSession> taken;
  private final long mostStateBytes;
  private final Map<String, Claim> claims = new ConcurrentHashMap<>();
  private final Map<String, Claim> graves = new ConcurrentHashMap<>();

  /**
   * @param keepers carries states to Redis
   * @param taken ends a session on this pod that another one has taken
   * @param mostStateBytes of a state that is kept
   */
  ClusterDirectory(
      SessionTable table,
      Lease lease,
      Executor keepers,
      Consumer<HeldSession> taken,
      long mostStateBytes) {
    this.table = table;
    this.lease = lease;
    this.keepers = keepers;
    this.taken = taken;
    this.mostStateBytes = mostStateBytes;
    lease.verifyBy(this::verify);
  }

  @Override
  public void register(Tenant tenant, List<? extends HeldSession> sessions) {
    lease.require();
    List<Claim> made = new ArrayList<>();
    try {
      sessions.forEach(session -> made.add(register(tenant, session)));
      sessions.forEach(this::changed);
    } catch (RuntimeException e) {
      made.forEach(claim -> forget(claim.session()));
      throw e;
    }
  }

  private Claim register(Tenant tenant, HeldSession session) {
    SessionRecord record = session.record();
    if (!table.register(tenant, record)) {
      throw new QuotaExceededException(
          Allowance.exhausted(Quota.SESSIONS, tenant.quotas().sessions()));
    }
    Claim claim = hold(session, 1);
    claim.tell(record.lastUsedAt());
    return claim;
  }

  /** Notes that this pod has a session by an epoch. */
  Claim hold(HeldSession session, long epoch) {
    Claim claim = new Claim(session, epoch);
    claims.put(session.id(), claim);
    return claim;
  }

  /** Whether this pod has a session. */
  boolean holds(String id) {
    return claims.containsKey(id);
  }

  @Override
  public void requireHeld(HeldSession session) {
    claim(session);
    lease.require();
    claim(session);
  }

  @Override
  public void changed(HeldSession session) {
    requireHeld(session);
    keep(claim(session));
  }

  @Override
  public CompletionStage<?> ended(HeldSession session) {
    return isSettledAlready(session)
        ? CompletableFuture.completedStage(null)
        : CompletableFuture.runAsync(() -> changed(session), keepers);
  }

  private boolean isSettledAlready(HeldSession session) {
    return holds(session.id())
        && session.record().checkpoint() == Checkpoint.NEVER
        && lease.isGood();
  }

  @Override
  public void forget(HeldSession session) {
    Claim claim = claims.remove(session.id());
    if (claim != null) {
      graves.put(session.id(), claim);
      attempt(() -> bury(claim));
    }
  }

  private void bury(Claim claim) {
    table.forget(claim);
    graves.remove(claim.session().id(), claim);
  }

  @Override
  public Optional<SessionRecord> find(Tenant tenant, String id) {
    return holds(id) ? Optional.empty() : unheld(tenant, id).map(ClusterDirectory::requireKept);
  }

  @Override
  public boolean remove(Tenant tenant, String id) {
    return !holds(id)
        && unheld(tenant, id).map(Whereabouts.Free::record).filter(table::forgetUnheld).isPresent();
  }

  private Optional<Whereabouts.Free> unheld(Tenant tenant, String id) {
    Optional<Whereabouts.Free> found =
        switch (table.find(id)) {
          case Whereabouts.Free free -> Optional.of(free);
          case Whereabouts.Doubtful(_, _, Whereabouts.Free free) -> Optional.of(free);
          default -> Optional.empty();
        };
    return found.filter(free -> free.record().tenantId().equals(tenant.id()));
  }

  private static SessionRecord requireKept(Whereabouts.Free free) {
    if (!free.kept()) {
      throw new SessionLostException();
    }
    return free.record();
  }

  @Override
  public Optional<List<SessionInfo>> list(Tenant tenant, @Nullable Position after, int limit) {
    Instant from = after == null ? Instant.EPOCH : after.createdAt();
    return Optional.of(
        table.list(tenant, from, limit + SAME_MOMENT).stream()
            .filter(listed -> after == null || isAfter(listed, after))
            .flatMap(listed -> info(listed).stream())
            .limit(limit)
            .toList());
  }

  private static boolean isAfter(Listed listed, Position place) {
    return new Position(listed.record().createdAt(), listed.id()).compareTo(place) > 0;
  }

  private Optional<SessionInfo> info(Listed listed) {
    Claim claim = claims.get(listed.id());
    if (claim != null) {
      return claim.session().seen();
    }
    boolean asleep = listed.pod().isEmpty();
    return asleep && !listed.kept()
        ? Optional.empty()
        : Optional.of(listed.record().info(asleep ? SessionState.HIBERNATED : SessionState.IDLE));
  }

  /**
   * Gives a session away with its state, so that any pod can go on with it.
   *
   * @throws StateTooLargeException when it has to stay
   * @throws SessionMovedException when another pod has it by now
   * @throws DirectoryAwayException when its state cannot be kept
   */
  void release(HeldSession session) {
    Claim claim = claim(session);
    lease.require();
    byte[] state = session.capture();
    if (state.length > mostStateBytes) {
      claim.refuse();
      throw new StateTooLargeException(state.length);
    }
    write(claim, Write.RELEASE, state);
    claims.remove(session.id(), claim);
  }

  /** Whether a session's state was too large when it was to be given away. */
  boolean isTooLarge(HeldSession session) {
    Claim claim = claims.get(session.id());
    return claim != null && claim.isTooLarge();
  }

  /** Tells Redis what it does not know yet: uses, states that could not be kept, ends. */
  void catchUp() {
    if (lease.isWitnessed()) {
      return;
    }
    attempt(() -> graves.values().forEach(this::bury));
    attempt(() -> claims.values().forEach(this::catchUp));
  }

  private void catchUp(Claim claim) {
    SessionRecord record = claim.session().record();
    if (isKeptAlways(record) && !claim.isKept(record.lastUsedAt())) {
      attempt(() -> keep(claim));
    } else if (!claim.isTold(record.lastUsedAt())) {
      attempt(() -> write(claim, Write.TOUCH, NOTHING));
    }
  }

  private static void attempt(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      log.debug("Left for later", e);
    }
  }

  /**
   * While Redis is away for all pods the session goes on, and {@link #catchUp} keeps its state
   * later. When it is not, what has just been done must not be told: another pod may go on without.
   */
  private void keep(Claim claim) {
    SessionRecord record = claim.session().record();
    if (!isKeptAlways(record)) {
      return;
    }
    try {
      byte[] state = claim.session().capture();
      put(claim, record, state);
    } catch (SessionBusyException | SessionLostException e) {
      log.debug("The state of {} is not kept: {}", record.id(), e.getMessage());
    }
  }

  private void put(Claim claim, SessionRecord record, byte[] state) {
    try {
      write(claim, record, state);
    } catch (DirectoryAwayException e) {
      lease.require();
      if (!lease.isWitnessed()) {
        write(claim, record, state);
      }
    }
  }

  private void write(Claim claim, SessionRecord record, byte[] state) {
    boolean tooLarge = state.length > mostStateBytes;
    write(claim, tooLarge ? Write.DROP : Write.KEEP, tooLarge ? NOTHING : state);
    claim.keep(record.lastUsedAt());
  }

  private static boolean isKeptAlways(SessionRecord record) {
    return record.checkpoint() == Checkpoint.AFTER_EXECUTION;
  }

  private void write(Claim claim, Write write, byte[] state) {
    SessionRecord record = claim.session().record();
    if (!table.write(record, claim.epoch(), write, state)) {
      lose(claim);
      throw new SessionMovedException();
    }
    claim.tell(record.lastUsedAt());
  }

  private void verify() {
    claims.values().stream().filter(claim -> !table.verify(claim)).forEach(this::lose);
  }

  private void lose(Claim claim) {
    if (claims.remove(claim.session().id(), claim)) {
      log.warn("{} was taken by another pod", claim.session().id());
      keepers.execute(() -> taken.accept(claim.session()));
    }
  }

  @SuppressWarnings("ReferenceEquality") // the session may have left and come back
  private Claim claim(HeldSession session) {
    Claim claim = claims.get(session.id());
    if (claim == null || claim.session() != session) {
      throw new SessionMovedException();
    }
    return claim;
  }
}
