package io.serpentarium.service.testing;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** Posts something that answers with server-sent events and hands them out one by one. */
public final class EventReader implements AutoCloseable {

  private static final ParameterizedTypeReference<ServerSentEvent<String>> EVENT =
      new ParameterizedTypeReference<>() {};
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final BlockingQueue<ServerSentEvent<String>> events = new LinkedBlockingQueue<>();
  private final Disposable subscription;

  /** Executes code in a session. */
  public EventReader(Api api, String session, String body) {
    this(body, api, session + "/executions");
  }

  private EventReader(String body, Api api, String path) {
    Flux<ServerSentEvent<String>> stream =
        api.client()
            .post()
            .uri(api.uri(path))
            .contentType(MediaType.APPLICATION_JSON)
            .accept(MediaType.TEXT_EVENT_STREAM)
            .bodyValue(body)
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
    return new EventReader(body, api, path);
  }

  /** The next event that is no comment, as its name and its data. */
  public String next() {
    ServerSentEvent<String> event = take();
    while (event.event() == null) {
      event = take();
    }
    return event.event() + " " + event.data();
  }

  /** The next comment. */
  public String nextComment() {
    ServerSentEvent<String> event = take();
    while (event.comment() == null) {
      event = take();
    }
    return event.comment();
  }

  private ServerSentEvent<String> take() {
    try {
      ServerSentEvent<String> event = events.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (event == null) {
        throw new AssertionError("no event came");
      }
      return event;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Goes away. */
  @Override
  public void close() {
    subscription.dispose();
  }
}
