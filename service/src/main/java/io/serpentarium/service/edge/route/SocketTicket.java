package io.serpentarium.service.edge.route;

import io.serpentarium.service.core.session.TicketService;
import io.serpentarium.service.core.tenancy.Grant;
import io.serpentarium.service.edge.problem.ProblemException;
import java.util.Optional;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;

/** The query parameter {@code ticket} of a WebSocket, issued for the session that it addresses. */
public final class SocketTicket implements Credentials {

  private final TicketService tickets;

  public SocketTicket(TicketService tickets) {
    this.tickets = tickets;
  }

  @Override
  public Mono<Grant> grant(ServerHttpRequest request, Optional<String> sessionId) {
    String ticket = request.getQueryParams().getFirst("ticket");
    return ticket == null
        ? Mono.empty()
        : Mono.justOrEmpty(sessionId)
            .flatMap(id -> tickets.grant(ticket, id))
            .switchIfEmpty(Mono.error(ProblemException::invalidTicket));
  }

  @Override
  public boolean areOfOneNode() {
    return true;
  }
}
