package io.serpentarium.service.v1;

import io.serpentarium.service.core.session.SessionService;
import io.serpentarium.service.core.session.TicketService;
import io.serpentarium.service.edge.body.RequestBodies;
import io.serpentarium.service.edge.route.AuditedAction;
import io.serpentarium.service.edge.route.Route;
import io.serpentarium.service.edge.route.SessionReference;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Makes, lists, shows and ends sessions, and issues tickets for them. */
@RestController
@RequestMapping("/v1/sessions")
final class SessionController {

  /** Sessions on a page. */
  private static final int USUAL = 50;

  private static final int MOST = 200;

  private final SessionService sessions;
  private final TicketService tickets;
  private final RequestBodies bodies;

  SessionController(SessionService sessions, TicketService tickets, RequestBodies bodies) {
    this.sessions = sessions;
    this.tickets = tickets;
    this.bodies = bodies;
  }

  @PostMapping(produces = MediaType.APPLICATION_JSON_VALUE)
  @Route(begins = true, audit = AuditedAction.SESSION_CREATE)
  Mono<ResponseEntity<SessionView>> create(ServerHttpRequest request) {
    return bodies
        .optionalJson(request, CreateSessionRequest::read)
        .map(CreateSessionRequest::wanted)
        .flatMap(sessions::create)
        .map(SessionView::of)
        .map(session -> ResponseEntity.created(location(session)).body(session));
  }

  @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
  @Route
  Mono<SessionView.Page> list(
      @RequestParam(required = false) @Nullable String limit,
      @RequestParam(required = false) @Nullable String cursor) {
    return Mono.defer(() -> sessions.list(PageLimit.parse(limit, USUAL, MOST), cursor))
        .map(SessionView.Page::of);
  }

  @GetMapping(path = "/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
  @Route(session = SessionReference.InPath.class, leavesAsleep = true)
  Mono<SessionView> get(@PathVariable String id) {
    return sessions.get(id).map(SessionView::of);
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Route(
      session = SessionReference.InPath.class,
      leavesAsleep = true,
      audit = AuditedAction.SESSION_DELETE)
  Mono<Void> delete(@PathVariable String id) {
    return sessions.delete(id);
  }

  @PostMapping(path = "/{id}/tickets", produces = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.CREATED)
  @Route(session = SessionReference.InPath.class, unaudited = "opening the WebSocket is")
  Mono<TicketView> issueTicket(@PathVariable String id) {
    return tickets.issue(id).map(TicketView::of);
  }

  private static URI location(SessionView session) {
    return URI.create("/v1/sessions/" + session.id());
  }

  /** A ticket as the contract shows it. */
  record TicketView(String ticket, Instant expiresAt) {

    static TicketView of(TicketService.Ticket ticket) {
      return new TicketView(ticket.value(), ticket.expiresAt().truncatedTo(ChronoUnit.MILLIS));
    }
  }
}
