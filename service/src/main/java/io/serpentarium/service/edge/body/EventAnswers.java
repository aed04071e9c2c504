package io.serpentarium.service.edge.body;

import io.serpentarium.service.core.tenancy.CurrentTenant;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Answers with server-sent events, and with a comment now and then as a sign of life. */
@Component
public final class EventAnswers {

  private static final ServerSentEvent<Object> HEARTBEAT =
      ServerSentEvent.builder().comment("heartbeat").build();

  /** The interval of checking whether the client's grant is still valid. */
  private static final Duration REVOCATION = Duration.ofSeconds(1);

  private final Heartbeats heartbeats;

  public EventAnswers(Heartbeats heartbeats) {
    this.heartbeats = heartbeats;
  }

  /** Answers with events, until the caller's grant ends. */
  public Mono<ResponseEntity<Object>> of(Flux<ServerSentEvent<Object>> events) {
    return of(events, UnaryOperator.identity());
  }

  /**
   * Answers as above.
   *
   * @param sent maps the events and heartbeats as they are sent
   */
  public Mono<ResponseEntity<Object>> of(
      Flux<ServerSentEvent<Object>> events, UnaryOperator<Flux<ServerSentEvent<Object>>> sent) {
    return CurrentTenant.withGrant(
        grant ->
            Mono.just(
                ResponseEntity.ok()
                    .contentType(MediaType.TEXT_EVENT_STREAM)
                    .header(HttpHeaders.CACHE_CONTROL, "no-store")
                    .header("X-Accel-Buffering", "no")
                    .body(
                        sent.apply(heartbeats.into(events, () -> HEARTBEAT))
                            .takeUntilOther(grant.revoked(REVOCATION)))));
  }
}
