package io.serpentarium.service.core.session;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.service.core.admission.FairShares;
import io.serpentarium.service.core.admission.MemoryPressure;
import io.serpentarium.service.core.admission.Occupancy;
import io.serpentarium.service.core.admission.Quota;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.Tenant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The sessions of this node, in the order they were made. Lost ones stay until they are removed or
 * expire, and take a place until then. Thread-safe.
 */
@Component
final class SessionRegistry {

  private final ConcurrentMap<String, LiveSession> byId = new ConcurrentHashMap<>();
  private final ConcurrentNavigableMap<Cursor, LiveSession> inOrder = new ConcurrentSkipListMap<>();
  private volatile boolean refusing;
  private final Departures departures = new Departures();
  private final FairShares places;
  private final Occupancy occupied;
  private final MemoryPressure pressure;

  SessionRegistry(
      SessionPolicy policy,
      Sharing sharing,
      Occupancy sessions,
      MemoryPressure pressure,
      MeterRegistry registry) {
    this.pressure = pressure;
    occupied = sessions;
    places = sharing.of(Quota.SESSIONS, policy.maximum());
    Gauge.builder("serpentarium.sessions.maximum", policy, SessionPolicy::maximum)
        .description("Sessions that the registry may hold")
        .register(registry);
    Gauge.builder("serpentarium.sessions", byId, ConcurrentMap::size)
        .description("Sessions in the registry")
        .register(registry);
  }

  /**
   * Adds a number of new sessions, all or none; they are opened only if there are places.
   *
   * @throws SandboxSaturatedException if every place is taken, the node is short of memory, or it
   *     stops
   * @throws io.serpentarium.service.core.admission.QuotaExceededException if the tenant has as many
   *     as it may
   */
  List<LiveSession> add(Tenant tenant, int count, Supplier<List<LiveSession>> open) {
    if (refusing) {
      throw new SandboxSaturatedException("the node stops");
    }
    return admit(tenant, count, open);
  }

  /** Adds no new session any more because the node stops, or does so again. */
  void refuse(boolean stops) {
    refusing = stops;
  }

  /** Adds a session that other nodes know already, also while the node stops; throws as above. */
  void adopt(Tenant tenant, Supplier<LiveSession> open) {
    var _ = admit(tenant, 1, () -> List.of(open.get()));
  }

  private List<LiveSession> admit(Tenant tenant, int count, Supplier<List<LiveSession>> open) {
    pressure.requireRoom();
    occupied.acquire(tenant, count);
    try {
      return addAll(tenant, count, open);
    } catch (RuntimeException e) {
      occupied.release(tenant, count);
      throw e;
    }
  }

  private List<LiveSession> addAll(Tenant tenant, int count, Supplier<List<LiveSession>> open) {
    places.acquire(
        tenant,
        count,
        () -> new SandboxSaturatedException("the node has the maximum number of sessions"));
    try {
      List<LiveSession> opened = open.get();
      opened.forEach(this::put);
      return opened;
    } catch (RuntimeException e) {
      places.release(tenant, count);
      throw e;
    }
  }

  /**
   * A tenant's session of this id.
   *
   * @throws ServiceFailure with {@link FailureCode#SESSION_NOT_FOUND} if there is none, it has
   *     expired, or it is another tenant's
   * @throws SessionMovedException if it has just left this node
   */
  LiveSession find(Tenant tenant, String id) {
    return get(id)
        .filter(session -> session.isOf(tenant))
        .filter(session -> !session.isExpired())
        .orElseThrow(() -> missing(tenant, id));
  }

  private RuntimeException missing(Tenant tenant, String id) {
    return departures.contains(id, tenant.id())
        ? new SessionMovedException()
        : new ServiceFailure(FailureCode.SESSION_NOT_FOUND);
  }

  /** The session of this id, whatever its state. */
  Optional<LiveSession> get(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /**
   * Takes the session of this id out; the caller closes it.
   *
   * @throws ServiceFailure with {@link FailureCode#SESSION_NOT_FOUND} if there is none
   */
  LiveSession remove(String id) {
    return get(id)
        .filter(this::release)
        .orElseThrow(() -> new ServiceFailure(FailureCode.SESSION_NOT_FOUND));
  }

  /** Takes a session out, and returns whether it was there; the caller closes it. */
  boolean release(LiveSession session) {
    boolean there = byId.remove(session.id(), session);
    if (there) {
      free(session);
    }
    return there;
  }

  private void free(LiveSession session) {
    inOrder.remove(session.terms().cursor(), session);
    places.release(session.terms().owner(), 1);
    occupied.release(session.terms().owner(), 1);
  }

  /** Takes a session out that goes to another node, or is there; the caller closes it. */
  void depart(LiveSession session) {
    departures.add(session);
    if (!release(session)) {
      departures.remove(session.id());
    }
  }

  /** Notes that a session that has left is on no node any more. */
  void forgetDeparted(String id) {
    departures.remove(id);
  }

  /** Returns a tenant's sessions that are neither expired nor lost, in order. */
  Stream<LiveSession> living(Tenant tenant) {
    return living(tenant, null);
  }

  /** Returns those of {@link #living} that come after a place, or all where it is null. */
  Stream<LiveSession> living(Tenant tenant, @Nullable Cursor after) {
    return (after == null ? inOrder : inOrder.tailMap(after, false))
        .values().stream()
            .filter(session -> session.isOf(tenant))
            .filter(session -> !session.isLost() && !session.isExpired());
  }

  /** All, whatever their state. */
  Stream<LiveSession> all() {
    return inOrder.values().stream();
  }

  /** Registers a session, and frees the place of one that comes back before it has departed. */
  private void put(LiveSession session) {
    departures.remove(session.id());
    Optional<LiveSession> left = Optional.ofNullable(byId.put(session.id(), session));
    left.ifPresent(this::free);
    inOrder.put(session.terms().cursor(), session);
  }
}
