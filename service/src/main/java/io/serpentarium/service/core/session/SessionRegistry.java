package io.serpentarium.service.core.session;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.service.core.admission.MemoryGate;
import io.serpentarium.service.core.admission.Occupancy;
import io.serpentarium.service.core.tenancy.Tenant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * The sessions of this node, in the order they were made. Lost ones stay until they are removed or
 * expire, and take a place until then. Thread-safe.
 */
@Component
final class SessionRegistry {

  private final ConcurrentMap<String, LiveSession> byId = new ConcurrentHashMap<>();
  private final ConcurrentNavigableMap<Position, LiveSession> inOrder =
      new ConcurrentSkipListMap<>();
  private volatile boolean refusing;
  private final Departures departures = new Departures();
  private final Semaphore places;
  private final Occupancy occupied;
  private final MemoryGate memory;
  private final SessionDirectory directory;

  SessionRegistry(
      SessionPolicy policy,
      Occupancy sessions,
      MemoryGate memory,
      SessionDirectory directory,
      MeterRegistry registry) {
    this.memory = memory;
    this.directory = directory;
    occupied = sessions;
    places = new Semaphore(policy.maximum());
    Gauge.builder("serpentarium.sessions.maximum", policy, SessionPolicy::maximum)
        .description("Sessions that the registry may hold")
        .register(registry);
    Gauge.builder("serpentarium.sessions", byId, ConcurrentMap::size)
        .description("Sessions in the registry")
        .register(registry);
  }

  /**
   * Adds a new session if there is a place; only then it is opened.
   *
   * @throws SandboxSaturatedException when every place is taken, or the node stops
   * @throws io.serpentarium.service.core.admission.QuotaExceededException when the tenant has as
   *     many as it may
   * @throws DirectoryAwayException when it cannot be made known to the other nodes
   */
  LiveSession add(Tenant tenant, Supplier<LiveSession> open) {
    return addAll(tenant, 1, () -> List.of(open.get())).getFirst();
  }

  /** Adds so many sessions, all or none; throws likewise. */
  List<LiveSession> addAll(Tenant tenant, int count, Supplier<List<LiveSession>> open) {
    if (refusing) {
      throw new SandboxSaturatedException("the node stops");
    }
    List<LiveSession> opened = admit(tenant, count, open);
    try {
      directory.register(tenant, opened);
      return opened;
    } catch (RuntimeException e) {
      opened.forEach(this::letGo);
      opened.forEach(session -> session.close(CloseReason.DELETED));
      throw e;
    }
  }

  /** Adds no new session any more because the node stops, or does so again. */
  void refuse(boolean stops) {
    refusing = stops;
  }

  /** Adds a session that other nodes know already; throws likewise. */
  LiveSession adopt(Tenant tenant, Supplier<LiveSession> open) {
    return admit(tenant, 1, () -> List.of(open.get())).getFirst();
  }

  private List<LiveSession> admit(Tenant tenant, int count, Supplier<List<LiveSession>> open) {
    memory.requireRoom();
    occupied.take(tenant, count);
    try {
      return addAll(count, open);
    } catch (RuntimeException e) {
      occupied.giveBack(tenant, count);
      throw e;
    }
  }

  private List<LiveSession> addAll(int count, Supplier<List<LiveSession>> open) {
    if (!places.tryAcquire(count)) {
      throw new SandboxSaturatedException("the node holds as many sessions as it may");
    }
    try {
      List<LiveSession> opened = open.get();
      opened.forEach(this::put);
      return opened;
    } catch (RuntimeException e) {
      places.release(count);
      throw e;
    }
  }

  /**
   * A tenant's session of this id.
   *
   * @throws SessionNotFoundException when there is none, it has expired, or it is another tenant's
   * @throws SessionMovedException when it has just left this node
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
        : new SessionNotFoundException();
  }

  /** The session of this id, whatever its state. */
  Optional<LiveSession> get(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /**
   * Takes the session of this id out, on all nodes; the caller closes it.
   *
   * @throws SessionNotFoundException when there is none
   */
  LiveSession remove(String id) {
    LiveSession session = get(id).filter(this::letGo).orElseThrow(SessionNotFoundException::new);
    directory.forget(session);
    return session;
  }

  /**
   * Takes a session out on this node only, and gives whether it was there; the caller closes it.
   */
  boolean letGo(LiveSession session) {
    boolean there = byId.remove(session.id(), session);
    if (there) {
      inOrder.remove(session.position());
      places.release();
      occupied.giveBack(session.owner(), 1);
    }
    return there;
  }

  /** Takes a session out that goes to another node, or is there; the caller closes it. */
  void letMove(LiveSession session) {
    departures.add(session);
    letGo(session);
  }

  /** Notes that a session that has left is on no node any more. */
  void forgetDeparted(String id) {
    departures.remove(id);
  }

  /** Those of a tenant that are neither expired nor lost, in order. */
  Stream<LiveSession> living(Tenant tenant) {
    return living(tenant, inOrder);
  }

  /** Those of {@link #living} that come after a place. */
  Stream<LiveSession> livingAfter(Tenant tenant, Position position) {
    return living(tenant, inOrder.tailMap(position, false));
  }

  /** All, whatever their state. */
  Stream<LiveSession> all() {
    return inOrder.values().stream();
  }

  private static Stream<LiveSession> living(
      Tenant tenant, ConcurrentNavigableMap<Position, LiveSession> some) {
    return some.values().stream()
        .filter(session -> session.isOf(tenant))
        .filter(session -> !session.isLost() && !session.isExpired());
  }

  private void put(LiveSession session) {
    departures.remove(session.id());
    byId.put(session.id(), session);
    inOrder.put(session.position(), session);
  }
}
