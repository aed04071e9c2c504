package io.serpentarium.service.edge.socket;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.springframework.web.reactive.socket.CloseStatus;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Detects a client that vanished without closing its socket: nothing arrives any more, not even
 * answers to pings.
 */
public final class Pulse {

  private static final CloseStatus SILENT =
      CloseStatus.GOING_AWAY.withReason("nothing came from the client, not even a pong");

  private final Duration silence;
  private final Sinks.Many<Boolean> beats = Sinks.many().multicast().directBestEffort();

  /**
   * @param silence after which a client is taken to be gone
   */
  public Pulse(Duration silence) {
    this.silence = silence;
  }

  /** Notes a frame from the client. Not thread-safe. */
  public void beat() {
    beats.tryEmitNext(true);
  }

  /** Returns the close status once the client has been silent for too long. */
  public Mono<CloseStatus> stopped() {
    return beats
        .asFlux()
        .timeout(silence)
        .then(Mono.<CloseStatus>never())
        .onErrorReturn(TimeoutException.class, SILENT);
  }
}
