package io.serpentarium.service.core.session;

import io.serpentarium.service.core.execution.Ids;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Grant;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Issues tickets and takes them back, each once. Holds a bounded number: the oldest goes first. */
@Service
public final class TicketService {

  private static final Duration LIFETIME = Duration.ofSeconds(30);
  private static final int MOST = 10_000;

  private final SessionRegistry registry;
  private final Ids ids;
  private final Clock clock;
  private final Map<String, Ticket> open = new LinkedHashMap<>();

  TicketService(SessionRegistry registry, Ids ids, Clock clock) {
    this.registry = registry;
    this.ids = ids;
    this.clock = clock;
  }

  /** Issues a ticket for a session. Fails as {@link SessionService#get} does. */
  public Mono<Ticket> issue(String sessionId) {
    return CurrentTenant.withGrant(
        grant ->
            Mono.fromSupplier(
                () -> put(grant, registry.find(grant.tenant(), sessionId).touch().id())));
  }

  /** What a ticket grants on a WebSocket of this session; empty when it is not good. */
  public Mono<Grant> grant(String value, String sessionId) {
    return Mono.fromSupplier(() -> find(value, sessionId)).filter(this::isGood).map(Ticket::grant);
  }

  /** Takes a ticket and gives whether it was good for this session. */
  public Mono<Boolean> redeem(String value, String sessionId) {
    return Mono.fromSupplier(() -> isGood(take(value, sessionId)));
  }

  private synchronized Ticket put(Grant grant, String sessionId) {
    dropStale();
    Ticket ticket = new Ticket(ids.ticket(), grant, sessionId, clock.instant().plus(LIFETIME));
    open.put(ticket.value(), ticket);
    return ticket;
  }

  private synchronized @Nullable Ticket take(String value, String sessionId) {
    return find(value, sessionId) == null ? null : open.remove(value);
  }

  private synchronized @Nullable Ticket find(String value, String sessionId) {
    Ticket ticket = open.get(value);
    return ticket != null && ticket.sessionId().equals(sessionId) ? ticket : null;
  }

  private boolean isGood(@Nullable Ticket ticket) {
    return ticket != null
        && ticket.grant().isGood()
        && clock.instant().isBefore(ticket.expiresAt());
  }

  private void dropStale() {
    Instant now = clock.instant();
    Iterator<Ticket> oldestFirst = open.values().iterator();
    while (oldestFirst.hasNext()
        && (!now.isBefore(oldestFirst.next().expiresAt()) || open.size() >= MOST)) {
      oldestFirst.remove();
    }
  }
}
