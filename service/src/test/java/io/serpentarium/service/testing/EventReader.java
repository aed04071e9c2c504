package io.serpentarium.service.testing;

import java.util.Objects;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.test.web.reactive.server.WebTestClient.RequestBodySpec;
import org.springframework.test.web.reactive.server.WebTestClient.RequestHeadersSpec;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** Executes code with server-sent events and hands them out one by one. */
public final class EventReader implements AutoCloseable {

  private static final ParameterizedTypeReference<ServerSentEvent<String>> EVENT =
      new ParameterizedTypeReference<>() {};

  private final Inbox<ServerSentEvent<String>> events = new Inbox<>();
  private final Disposable subscription;
  private String lastId = "";

  /** Executes a body. */
  public EventReader(Api api, String session, String body) {
    this(request(api, session).bodyValue(body));
  }

  private EventReader(RequestHeadersSpec<?> request) {
    Flux<ServerSentEvent<String>> stream =
        request
            .accept(MediaType.TEXT_EVENT_STREAM)
            .exchange()
            .expectStatus()
            .isOk()
            .expectHeader()
            .contentTypeCompatibleWith(MediaType.TEXT_EVENT_STREAM)
            .returnResult(EVENT)
            .getResponseBody();
    subscription = stream.subscribe(events::add);
  }

  /** Posts a body to any path. */
  public static EventReader of(Api api, String path, String body) {
    return new EventReader(post(api, path).bodyValue(body));
  }

  /** Reads the answer to any request. */
  public static EventReader of(RequestHeadersSpec<?> request) {
    return new EventReader(request);
  }

  private static RequestBodySpec request(Api api, String session) {
    return post(api, session + "/executions");
  }

  private static RequestBodySpec post(Api api, String path) {
    return api.client().post().uri(api.uri(path)).contentType(MediaType.APPLICATION_JSON);
  }

  /** Goes on after an event, by sending the request again. */
  public static EventReader resume(Api api, String session, String lastEvent) {
    return new EventReader(request(api, session).header("Last-Event-ID", lastEvent));
  }

  /** Follows an execution from its beginning. */
  public static EventReader follow(Api api, String session, String executionId) {
    return new EventReader(
        api.client().get().uri(api.uri("%s/executions/%s/events".formatted(session, executionId))));
  }

  /** The id of the event that was handed out last. */
  public String lastId() {
    return lastId;
  }

  /** The next event that is no comment, as its name and its data. */
  public String next() {
    ServerSentEvent<String> event = events.take();
    while (event.event() == null) {
      event = events.take();
    }
    lastId = Objects.requireNonNullElse(event.id(), "");
    return event.event() + " " + event.data();
  }

  /** The next comment. */
  public String nextComment() {
    ServerSentEvent<String> event = events.take();
    while (event.comment() == null) {
      event = events.take();
    }
    return event.comment();
  }

  /** Goes away. */
  @Override
  public void close() {
    subscription.dispose();
  }
}
