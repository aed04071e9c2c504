package io.serpentarium.service.edge.body;

import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import java.util.Optional;
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

  private final Heartbeats heartbeats;
  private final WireJson json;

  public EventAnswers(Heartbeats heartbeats, WireJson json) {
    this.heartbeats = heartbeats;
    this.json = json;
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
    return CurrentTenant.whileGranted(sent.apply(heartbeats.into(counted(events), () -> HEARTBEAT)))
        .map(
            shown ->
                ResponseEntity.ok()
                    .contentType(MediaType.TEXT_EVENT_STREAM)
                    .header(HttpHeaders.CACHE_CONTROL, "no-store")
                    .header("X-Accel-Buffering", "no")
                    .body(shown));
  }

  /** What cannot be written for want of room fails. */
  private Flux<ServerSentEvent<Object>> counted(Flux<ServerSentEvent<Object>> events) {
    return Flux.deferContextual(
        context -> {
          if (!context.hasKey(HeapHolding.class)) {
            return events;
          }
          HeapHolding holding = HeapHolding.of(context);
          CountedEncoder.Stream stream = new CountedEncoder.Stream(json.mapper(), holding);
          return events.map(event -> written(event, stream));
        });
  }

  private static ServerSentEvent<Object> written(
      ServerSentEvent<Object> event, CountedEncoder.Stream stream) {
    Object data = event.data();
    if (data == null) {
      return event;
    }
    ServerSentEvent.Builder<Object> written = ServerSentEvent.builder();
    Optional.ofNullable(event.id()).ifPresent(written::id);
    Optional.ofNullable(event.event()).ifPresent(written::event);
    return written.data(stream.write(data)).build();
  }
}
