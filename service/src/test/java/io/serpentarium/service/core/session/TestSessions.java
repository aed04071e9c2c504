package io.serpentarium.service.core.session;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.MemoryPressure;
import io.serpentarium.service.core.admission.Occupancy;
import io.serpentarium.service.core.admission.Quota;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.execution.ExecutionStarter;
import io.serpentarium.service.core.execution.Ids;
import io.serpentarium.service.core.execution.TestStarter;
import io.serpentarium.service.core.scheduling.Loops;
import io.serpentarium.service.core.tenancy.Grant;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.core.tenancy.TenantQuotas;
import io.serpentarium.service.testing.MutableClock;
import io.serpentarium.service.testing.ScriptedSandbox;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** The sessions of a node of its own over a scripted sandbox, without a service around it. */
public final class TestSessions {

  /** Places on the node. */
  public static final int PLACES = 4;

  private static final long PLENTY = 1L << 40;

  private final ScriptedSandbox sandbox = new ScriptedSandbox();
  private final MutableClock clock = new MutableClock(Clock.systemUTC());
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final Occupancy occupancy = new Occupancy(Quota.SESSIONS, TenantQuotas::sessions);
  private final ExecutionStarter starter = TestStarter.of(meters);
  private final Ledger ledger = Ledger.of(new Sharing(false), PLENTY, PLENTY);
  private final AtomicLong available = new AtomicLong(1);
  private final MemoryPressure pressure = new MemoryPressure(1, available::get, () -> 0);
  private final SessionRegistry registry;
  private final LocalSessions local;

  public TestSessions() {
    registry = new SessionRegistry(policy(), new Sharing(false), occupancy, pressure, meters);
    local = new LocalSessions(registry);
  }

  static SessionPolicy policy() {
    Duration minute = Duration.ofMinutes(1);
    return new SessionPolicy(
        PLACES, minute, minute, 0, 0, Checkpoint.NEVER, minute, minute, minute, minute);
  }

  /** A tenant without quotas. */
  public static Tenant tenant(String id) {
    return new Tenant(id, 1, false, Optional.empty(), TenantQuotas.NONE);
  }

  /** What there is to tell of a session that was made at a second of the epoch. */
  public static SessionRecord record(String id, Tenant owner, long second, Checkpoint checkpoint) {
    Instant now = Instant.now();
    return new SessionRecord(
        id,
        owner.id(),
        Instant.ofEpochSecond(second),
        now,
        Duration.ofMinutes(1),
        Limits.DEFAULT,
        0,
        checkpoint,
        1 << 20);
  }

  ScriptedSandbox sandbox() {
    return sandbox;
  }

  MutableClock clock() {
    return clock;
  }

  Occupancy occupancy() {
    return occupancy;
  }

  /** Leaves the machine short of memory, or no longer. */
  void setShort(boolean isShort) {
    available.set(isShort ? 0 : 1);
  }

  /** Whatever hibernates and ends sessions. */
  SessionReaper reaper(Loops loops) {
    return new SessionReaper(
        registry, live(), policy(), loops, pressure, new SessionMeters(meters));
  }

  ExecutionStarter starter() {
    return starter;
  }

  Ledger ledger() {
    return ledger;
  }

  /** Returns what a request of a tenant is let in by; it stays good. */
  static Grant grant(Tenant tenant) {
    return new Grant(tenant, new Grant.Source.LocalMode(), () -> Optional.of(tenant));
  }

  MeterRegistry meters() {
    return meters;
  }

  SessionRegistry registry() {
    return registry;
  }

  /** The sessions as the other nodes' adapters see them. */
  public LocalSessions local() {
    return local;
  }

  /** Makes sessions that agree on nothing with other nodes. */
  LiveSessions live() {
    return live(new SoleNode(), new SoleNode());
  }

  LiveSessions live(Placement placement, StateKeeper keeper) {
    return new LiveSessions(
        registry,
        new SessionKeeping(placement, keeper, Runnable::run, ledger),
        sandbox,
        starter,
        new SessionMeters(meters),
        new Ids(RandomGenerator.getDefault()),
        clock);
  }

  /** Adds a session as another node's that is gone on with here. */
  public void adopt(Tenant owner, SessionRecord record, long epoch) {
    live().adopt(owner, record, epoch, InputStream.nullInputStream());
  }

  /** Makes a session of a tenant. */
  LiveSession create(LiveSessions sessions, Tenant owner, String id) {
    return sessions.create(owner, () -> sessions.live(terms(owner, id), open()));
  }

  SessionTerms terms(Tenant owner, String id) {
    return SessionTerms.of(owner, record(id, owner, 1, Checkpoint.NEVER), Placement.FIRST_EPOCH);
  }

  Session open() {
    return sandbox.open(SessionOptions.withLimits(Limits.DEFAULT));
  }

  /** The ids of a list. */
  static List<String> ids(List<SessionInfo> sessions) {
    return sessions.stream().map(SessionInfo::id).toList();
  }
}
