package io.serpentarium.service.testing;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One end of a channel: sends frames and hands out what came, one by one. */
public final class ChannelClient implements AutoCloseable, WebSocketHandler {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final JsonMapper json = JsonMapper.shared();
  private final Inbox<JsonNode> frames = new Inbox<>();
  private final Sinks.Many<Object> outgoing = Sinks.many().unicast().onBackpressureBuffer();
  private final Sinks.One<CloseStatus> closed = Sinks.one();
  private final Sinks.One<String> subprotocol = Sinks.one();
  private final List<String> subprotocols;
  private final Disposable connection;

  public ChannelClient(URI uri) {
    this(uri, new HttpHeaders(), "serpentarium.v1+json");
  }

  /** Offers these subprotocols and sends these headers; fails when the upgrade is refused. */
  public ChannelClient(URI uri, HttpHeaders headers, String... subprotocols) {
    this.subprotocols = Arrays.asList(subprotocols);
    Sinks.Empty<Void> opened = Sinks.empty();
    connection =
        new ReactorNettyWebSocketClient()
            .execute(uri, headers, this)
            .doOnError(opened::tryEmitError)
            .onErrorComplete()
            .subscribe();
    subprotocol.asMono().then().or(opened.asMono()).block(PATIENCE);
  }

  @Override
  public List<String> getSubProtocols() {
    return subprotocols;
  }

  @Override
  public Mono<Void> handle(WebSocketSession session) {
    String agreed = session.getHandshakeInfo().getSubProtocol();
    Mono<Void> receiving =
        session
            .receive()
            .filter(message -> message.getType() == WebSocketMessage.Type.TEXT)
            .doOnNext(message -> frames.add(json.readTree(message.getPayloadAsText())))
            .then();
    Mono<Void> sending = session.send(outgoing.asFlux().map(frame -> message(session, frame)));
    Mono<Void> closing = session.closeStatus().doOnNext(closed::tryEmitValue).then();
    subprotocol.tryEmitValue(agreed == null ? "" : agreed);
    return Mono.when(receiving, sending, closing);
  }

  /** The subprotocol that was agreed on, or nothing. */
  public String subprotocol() {
    return Objects.requireNonNull(subprotocol.asMono().block(PATIENCE));
  }

  /** Sends a text frame. */
  public ChannelClient send(String frame) {
    outgoing.emitNext(frame, Sinks.EmitFailureHandler.FAIL_FAST);
    return this;
  }

  /** Sends a binary frame. */
  public void send(byte[] frame) {
    outgoing.emitNext(frame, Sinks.EmitFailureHandler.FAIL_FAST);
  }

  /** Sends code. */
  public ChannelClient execute(String id, String code) {
    return send(
        json.writeValueAsString(
            json.createObjectNode().put("type", "execute").put("id", id).put("code", code)));
  }

  /** The next frame, as it came. */
  public String next() {
    return frames.take().toString();
  }

  /** The next frame of a type, leaving out those before it. */
  public JsonNode next(String type) {
    return nextWhere(frame -> frame.get("type").stringValue().equals(type));
  }

  private JsonNode nextWhere(Predicate<JsonNode> wanted) {
    JsonNode frame = frames.take();
    while (!wanted.test(frame)) {
      frame = frames.take();
    }
    return frame;
  }

  /** How the server closed the channel. */
  public CloseStatus closeStatus() {
    return Objects.requireNonNull(closed.asMono().block(PATIENCE));
  }

  private static WebSocketMessage message(WebSocketSession session, Object frame) {
    return frame instanceof byte[] bytes
        ? session.binaryMessage(buffers -> buffers.wrap(bytes))
        : session.textMessage((String) frame);
  }

  /** Whether the connection is there. */
  public boolean isOpen() {
    return !connection.isDisposed();
  }

  /** Drops the connection. */
  @Override
  public void close() {
    connection.dispose();
  }
}
