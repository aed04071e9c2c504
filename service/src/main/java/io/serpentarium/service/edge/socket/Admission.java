package io.serpentarium.service.edge.socket;

import io.serpentarium.service.core.session.SessionService;
import io.serpentarium.service.core.session.SessionWatch;
import io.serpentarium.service.core.session.TicketService;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Grant;
import io.serpentarium.service.edge.problem.ProblemException;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Decides which requests may open a WebSocket to a session; a refusal is a problem. */
public @Component final class Admission {

  private final SessionService sessions;
  private final TicketService tickets;
  private final Upgrade upgrade;

  public Admission(SessionService sessions, TicketService tickets, Upgrade upgrade) {
    this.sessions = sessions;
    this.tickets = tickets;
    this.upgrade = upgrade;
  }

  /** Admits a socket, redeeming the ticket that its request may carry, and upgrades to it. */
  public Mono<Void> open(
      String sessionId, ServerWebExchange exchange, Function<Visit, WebSocketHandler> handler) {
    return admit(sessionId, exchange).flatMap(visit -> upgrade.to(exchange, handler.apply(visit)));
  }

  private Mono<Visit> admit(String sessionId, ServerWebExchange exchange) {
    String ticket = exchange.getRequest().getQueryParams().getFirst("ticket");
    return sessions
        .watch(sessionId)
        .doOnNext(watch -> upgrade.require(exchange.getRequest().getHeaders()))
        .delayUntil(watch -> redeem(ticket, sessionId))
        .flatMap(watch -> CurrentTenant.withGrant(grant -> Mono.just(new Visit(watch, grant))));
  }

  private Mono<Boolean> redeem(@Nullable String ticket, String sessionId) {
    return ticket == null
        ? Mono.just(true)
        : tickets.redeem(ticket, sessionId).map(Admission::requireGood);
  }

  private static boolean requireGood(boolean good) {
    if (!good) {
      throw ProblemException.invalidTicket();
    }
    return true;
  }

  /**
   * A WebSocket that was admitted.
   *
   * @param session the session that it is connected to
   * @param grant the grant by which it was admitted
   */
  public record Visit(SessionWatch session, Grant grant) {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /**
     * Returns the close status once the server ends the socket: when the session ends, or the
     * grant.
     */
    public Mono<CloseStatus> end() {
      return Mono.firstWithSignal(
          session.gone().map(Sockets::closeStatus),
          grant.revoked(INTERVAL).thenReturn(Sockets.REVOKED));
    }
  }
}
