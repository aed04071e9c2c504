package io.serpentarium.service.edge.socket;

import io.netty.handler.codec.TooLongFrameException;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.admission.QuotaExceededException;
import io.serpentarium.service.core.session.CloseReason;
import io.serpentarium.service.edge.body.CountedJson;
import io.serpentarium.service.edge.body.HeapBuffers;
import io.serpentarium.service.edge.body.Heartbeats;
import io.serpentarium.service.edge.body.WireJson;
import io.serpentarium.service.edge.problem.ProblemException;
import java.util.function.Function;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Messages and ends that every WebSocket of the service has. */
public final class Sockets {

  /** The close status of a socket whose key was revoked, or whose tenant was suspended. */
  public static final CloseStatus REVOKED =
      CloseStatus.POLICY_VIOLATION.withReason("the key was revoked or the tenant suspended");

  private Sockets() {}

  /** A text frame of UTF-8. */
  public static WebSocketMessage text(byte[] utf8) {
    return text(HeapBuffers.wrap(utf8));
  }

  /** A text frame of UTF-8. */
  public static WebSocketMessage text(DataBuffer utf8) {
    return new WebSocketMessage(WebSocketMessage.Type.TEXT, utf8);
  }

  /**
   * Sends frames, each once the kernel has the one before. Given all of them, Reactor Netty would
   * keep 128 for a client that does not read.
   */
  public static Mono<Void> send(WebSocketSession socket, Flux<WebSocketMessage> frames) {
    return frames.concatMap(frame -> socket.send(Mono.just(frame)), 0).then();
  }

  /** Sends the frame that ends it, unless the client has gone already. */
  public static Mono<Void> close(WebSocketSession socket, CloseStatus status) {
    return Mono.defer(() -> socket.isOpen() ? socket.close(status) : Mono.empty());
  }

  public static WebSocketMessage ping(WebSocketSession socket) {
    return socket.pingMessage(buffers -> buffers.wrap(new byte[0]));
  }

  /**
   * Sends a frame that is accounted for from before it is written until the kernel has it. Fails as
   * {@link HeapHolding#acquire} does.
   *
   * @param frame writes it
   */
  public static Mono<Void> send(
      WebSocketSession socket,
      WireJson json,
      HeapHolding holding,
      Function<CountedJson, WebSocketMessage> frame) {
    return Mono.using(
        () -> json.countedBy(holding),
        written -> socket.send(Mono.fromSupplier(() -> frame.apply(written))));
  }

  /**
   * Sends frames, each once the kernel has the one before, and pings in between, until either side
   * has enough. The close frame goes out before anything is cancelled.
   *
   * @param sends each sends one frame; a failure closes the socket
   * @param end the status to close the socket with
   */
  public static Mono<Void> converse(
      WebSocketSession socket,
      Heartbeats heartbeats,
      Flux<Mono<Void>> sends,
      Mono<CloseStatus> end) {
    return Mono.firstWithSignal(
        heartbeats
            .into(sends, () -> socket.send(Mono.just(ping(socket))))
            .concatMap(Function.identity(), 0)
            .then()
            .onErrorResume(failure -> close(socket, closeStatus(failure))),
        end.flatMap(status -> close(socket, status)));
  }

  /**
   * Returns the close status of a socket that received something unusable, or cannot be sent to.
   */
  public static CloseStatus closeStatus(Throwable failure) {
    return switch (failure) {
      case TooLongFrameException _ -> CloseStatus.TOO_BIG_TO_PROCESS;
      case QuotaExceededException _, SandboxSaturatedException _ ->
          CloseStatus.SERVICE_OVERLOAD.withReason("there is no room for what is to be sent");
      case ProblemException problem -> CloseStatus.BAD_DATA.withReason(problem.problem().detail());
      default -> CloseStatus.PROTOCOL_ERROR;
    };
  }

  /** Returns the close status of a socket whose session ends. */
  public static CloseStatus closeStatus(CloseReason reason) {
    return switch (reason) {
      case DELETED, LOST -> CloseStatus.NORMAL.withReason("the session was deleted");
      case EXPIRED -> CloseStatus.NORMAL.withReason("the session expired");
      case MOVED -> CloseStatus.GOING_AWAY.withReason("the session moved to another node");
      case SHUTDOWN -> CloseStatus.GOING_AWAY.withReason("the node stops");
    };
  }
}
