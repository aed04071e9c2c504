package io.serpentarium.service.core.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.service.core.admission.FairShares;
import io.serpentarium.service.core.admission.Quota;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.execution.Ids;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Grant;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Issues tickets and takes them back, each once. A bounded number is open, in fair shares. */
@Service
public final class TicketService {

  private static final Duration LIFETIME = Duration.ofSeconds(30);
  private static final int MOST = 10_000;

  private final SessionRegistry registry;
  private final Ids ids;
  private final Clock clock;
  private final FairShares places;
  private final Cache<String, Ticket> open;

  TicketService(SessionRegistry registry, Sharing sharing, Ids ids, Clock clock) {
    this.registry = registry;
    this.ids = ids;
    this.clock = clock;
    places = sharing.of(Quota.TICKETS, MOST);
    open =
        Caffeine.newBuilder()
            .expireAfterWrite(LIFETIME)
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .executor(Runnable::run)
            .<String, Ticket>evictionListener((value, ticket, cause) -> expire(ticket))
            .build();
  }

  private void expire(@Nullable Ticket ticket) {
    if (ticket != null) {
      release(ticket);
    }
  }

  private void release(Ticket ticket) {
    places.release(ticket.grant().tenant(), 1);
  }

  /**
   * Issues a ticket for a session. Fails as {@link SessionService#get} does, and with {@link
   * io.serpentarium.service.core.admission.QuotaExceededException} or {@link
   * SandboxSaturatedException} when too many are open.
   */
  public Mono<Ticket> issue(String sessionId) {
    return CurrentTenant.withGrant(
        grant ->
            Mono.fromSupplier(
                () -> put(grant, registry.find(grant.tenant(), sessionId).touch().id())));
  }

  /**
   * Returns the grant of a ticket on a WebSocket of this session; empty if the ticket is not valid.
   */
  public Mono<Grant> grant(String value, String sessionId) {
    return Mono.fromSupplier(() -> find(value, sessionId)).filter(this::isGood).map(Ticket::grant);
  }

  /** Takes a ticket and gives whether it was good for this session. */
  public Mono<Boolean> redeem(String value, String sessionId) {
    return Mono.fromSupplier(() -> isGood(take(value, sessionId)));
  }

  private Ticket put(Grant grant, String sessionId) {
    open.cleanUp();
    places.acquire(
        grant.tenant(), 1, () -> new SandboxSaturatedException("too many tickets are open"));
    Ticket ticket = new Ticket(ids.ticket(), grant, sessionId, clock.instant().plus(LIFETIME));
    open.put(ticket.value(), ticket);
    return ticket;
  }

  private @Nullable Ticket take(String value, String sessionId) {
    Ticket ticket = find(value, sessionId);
    if (ticket == null || !open.asMap().remove(value, ticket)) {
      return null;
    }
    release(ticket);
    return ticket;
  }

  private @Nullable Ticket find(String value, String sessionId) {
    Ticket ticket = open.getIfPresent(value);
    return ticket != null && ticket.sessionId().equals(sessionId) ? ticket : null;
  }

  private boolean isGood(@Nullable Ticket ticket) {
    return ticket != null
        && ticket.grant().isGood()
        && clock.instant().isBefore(ticket.expiresAt());
  }

  /**
   * A ticket, which opens one WebSocket on one session, once, until it expires.
   *
   * @param grant the grant of the request that asked for it
   */
  public record Ticket(String value, Grant grant, String sessionId, Instant expiresAt) {}
}
