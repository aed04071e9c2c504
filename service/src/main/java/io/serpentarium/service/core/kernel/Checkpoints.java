package io.serpentarium.service.core.kernel;

import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.session.SnapshotService;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The states that cells have had kept under names of their own, as snapshots of their tenants.
 * Thread-safe.
 */
@Component
final class Checkpoints {

  /** Names of one session. */
  private static final int MOST_NAMES = 100;

  private final SnapshotService snapshots;
  private final Map<String, Map<String, String>> bySession = new ConcurrentHashMap<>();

  Checkpoints(SnapshotService snapshots) {
    this.snapshots = snapshots;
  }

  /** Keeps a state, or puts one back; does nothing for other wishes. */
  Mono<Void> fulfil(String sessionId, GuestMessage wish) {
    return switch (wish) {
      case GuestMessage.Checkpoint(String name) -> keep(sessionId, name);
      case GuestMessage.Restore(String name) -> restore(sessionId, name);
      default -> Mono.empty();
    };
  }

  private Mono<Void> keep(String sessionId, String name) {
    Map<String, String> names = of(sessionId);
    if (names.size() >= MOST_NAMES && !names.containsKey(name)) {
      return Mono.error(
          () ->
              new ServiceFailure(
                  FailureCode.VALIDATION,
                  "A session has %d names for states at the most.".formatted(MOST_NAMES)));
    }
    return snapshots
        .capture(sessionId)
        .flatMap(
            kept -> {
              String former = of(sessionId).put(name, kept.id());
              return former == null ? Mono.empty() : snapshots.delete(former);
            });
  }

  private Mono<Void> restore(String sessionId, String name) {
    return Mono.justOrEmpty(of(sessionId).get(name))
        .switchIfEmpty(Mono.error(() -> new ServiceFailure(FailureCode.SNAPSHOT_NOT_FOUND)))
        .flatMap(id -> snapshots.restore(sessionId, id))
        .then();
  }

  private Map<String, String> of(String sessionId) {
    return bySession.computeIfAbsent(sessionId, id -> new ConcurrentHashMap<>());
  }

  /** Forgets a session that has ended; its snapshots stay until their tenant deletes them. */
  void forget(String sessionId) {
    bySession.remove(sessionId);
  }
}
