package io.serpentarium.service.edge.socket;

import io.serpentarium.service.core.session.SessionWatch;
import io.serpentarium.service.core.tenancy.Grant;
import java.time.Duration;
import org.springframework.web.reactive.socket.CloseStatus;
import reactor.core.publisher.Mono;

/**
 * A WebSocket that was let in.
 *
 * @param session to which
 * @param grant by which
 */
public record Visit(SessionWatch session, Grant grant) {

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** How it ends when it is not the client who leaves: with the session, or with the grant. */
  public Mono<CloseStatus> end() {
    return Mono.firstWithSignal(
        session.gone().map(Sockets::closeStatus),
        grant.revoked(INTERVAL).thenReturn(Sockets.REVOKED));
  }
}
