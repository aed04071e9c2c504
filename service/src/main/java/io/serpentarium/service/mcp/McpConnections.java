package io.serpentarium.service.mcp;

import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.TenantCache;
import io.serpentarium.service.core.scheduling.Loop;
import io.serpentarium.service.core.scheduling.Loops;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * What clients with a handshake have told this node of themselves and their wishes. On another
 * node, to which a session has moved, a client is as one that has told nothing. Thread-safe.
 */
@Component
@OpenDoor(Door.MCP)
final class McpConnections implements AutoCloseable {

  private static final Duration KEPT = Duration.ofDays(30);
  private static final Duration EXPIRY = Duration.ofMinutes(1);
  private static final int MOST_ENTRIES = 4_000;
  private static final long MOST_BYTES = 8L << 20;
  private static final long BASE_BYTES = 512;

  private final TenantCache<Connection> kept;
  private final Loop expiry;

  McpConnections(Ledger ledger, Clock clock, Loops loops) {
    this.kept = new TenantCache<>(ledger, clock, KEPT, MOST_ENTRIES, MOST_BYTES);
    this.expiry = loops.start("mcp", EXPIRY, kept::expire);
  }

  /**
   * A connection.
   *
   * @param asksPeople whether the client can ask a person something
   * @param level the least level of the log messages that the client wants, if it wants any
   * @param watched the versions of the resources that the client watches, by their URIs
   */
  record Connection(boolean asksPeople, Optional<Level> level, Map<String, String> watched) {

    /** Resources that a connection can watch. */
    static final int MOST_WATCHED = 100;

    /** The longest address of a resource that is watched, in characters. */
    static final int LONGEST_URI = 4096;

    static final Connection UNKNOWN = new Connection(false, Optional.empty(), Map.of());

    Connection {
      watched = Map.copyOf(watched);
    }

    Connection askingPeople() {
      return new Connection(true, level, watched);
    }

    boolean canWatch(String uri) {
      return watched.size() < MOST_WATCHED || watched.containsKey(uri);
    }

    Connection with(Level wanted) {
      return new Connection(asksPeople, Optional.of(wanted), watched);
    }

    /** Returns the connection with one more resource, or another version of it. */
    Connection watching(String uri, String version) {
      Map<String, String> more = new LinkedHashMap<>(watched);
      more.put(uri, version);
      return new Connection(asksPeople, level, more);
    }

    /** Returns the connection with another version of a resource, unless it watches it no more. */
    Connection watchingStill(String uri, String version) {
      return watched.containsKey(uri) ? watching(uri, version) : this;
    }

    Connection notWatching(String uri) {
      Map<String, String> fewer = new LinkedHashMap<>(watched);
      fewer.remove(uri);
      return new Connection(asksPeople, level, fewer);
    }

    private long bytes() {
      return BASE_BYTES
          + watched.entrySet().stream()
              .mapToLong(
                  each -> BASE_BYTES + 2L * (each.getKey().length() + each.getValue().length()))
              .sum();
    }
  }

  /** Returns the connection that has a session. */
  Mono<Connection> of(String session) {
    return CurrentTenant.with(
        tenant -> Mono.just(kept.get(tenant, session).orElse(Connection.UNKNOWN)));
  }

  /**
   * Changes what is known of a connection.
   *
   * <p>Fails with {@link io.serpentarium.service.core.admission.QuotaExceededException} if the
   * tenant's memory is used up.
   */
  Mono<Void> change(String session, UnaryOperator<Connection> change) {
    return CurrentTenant.with(
        tenant ->
            Mono.fromRunnable(
                () -> {
                  synchronized (kept) {
                    Connection changed =
                        change.apply(kept.get(tenant, session).orElse(Connection.UNKNOWN));
                    kept.put(tenant, session, changed, changed.bytes());
                  }
                }));
  }

  /** Forgets a connection that has ended. */
  Mono<Void> forget(String session) {
    return CurrentTenant.with(tenant -> Mono.fromRunnable(() -> kept.remove(tenant, session)));
  }

  @Override
  public void close() {
    expiry.close();
  }
}
