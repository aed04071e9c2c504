package io.serpentarium.service.v1.ws;

import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.session.AttachedTerminal;
import io.serpentarium.service.core.session.TerminalService;
import io.serpentarium.service.edge.body.Heartbeats;
import io.serpentarium.service.edge.socket.FrameIntake;
import io.serpentarium.service.edge.socket.Pulse;
import io.serpentarium.service.edge.socket.Sockets;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Carries a session's terminal over one WebSocket. A client that leaves leaves the terminal as it
 * is; one that comes takes the place of the one before.
 */
final class TerminalHandler implements WebSocketHandler {

  private static final String BELL = "\u0007";
  private static final byte[] OVER = new byte[0];
  private static final int PREFETCH = 1;

  private final String sessionId;
  private final TerminalService terminals;
  private final Mono<CloseStatus> end;
  private final TerminalFrames frames;
  private final FrameIntake intake;
  private final Heartbeats heartbeats;

  TerminalHandler(
      String sessionId,
      TerminalService terminals,
      Mono<CloseStatus> end,
      TerminalFrames frames,
      FrameIntake intake,
      Heartbeats heartbeats) {
    this.sessionId = sessionId;
    this.terminals = terminals;
    this.end = end;
    this.frames = frames;
    this.intake = intake;
    this.heartbeats = heartbeats;
  }

  @Override
  public Mono<Void> handle(WebSocketSession socket) {
    return terminals.attach(sessionId).flatMap(terminal -> talk(socket, terminal));
  }

  /** Talks until either side has enough. The close frame goes out before anything is cancelled. */
  private Mono<Void> talk(WebSocketSession socket, AttachedTerminal terminal) {
    Sinks.One<CloseStatus> left = Sinks.one();
    Pulse pulse = new Pulse(heartbeats.silence());
    Flux<WebSocketMessage> messages =
        Flux.merge(Flux.just(shown(terminal), answers(socket, terminal, left, pulse)), 2, PREFETCH)
            .filter(frame -> isFrame(frame, terminal, left))
            .map(Sockets::text);
    Mono<CloseStatus> over = Mono.firstWithSignal(left.asMono(), end, pulse.stopped());
    return Mono.firstWithSignal(
        Sockets.send(socket, heartbeats.into(messages, () -> Sockets.ping(socket))),
        over.flatMap(status -> Sockets.close(socket, status)));
  }

  /** The end is asked for once the frame before it was taken. */
  private static boolean isFrame(
      byte[] frame, AttachedTerminal terminal, Sinks.One<CloseStatus> left) {
    if (frame.length == 0) {
      left.tryEmitValue(closeStatus(terminal));
    }
    return frame.length > 0;
  }

  /** The terminal's output, and at its end an empty frame that is not to be sent. */
  private Flux<byte[]> shown(AttachedTerminal terminal) {
    return Flux.concat(
        Mono.just(frames.setup()),
        terminal.output().filter(text -> !text.isEmpty()).map(frames::stdout),
        Mono.defer(() -> terminal.hasEnded() ? exit(terminal) : Mono.empty()),
        Mono.just(OVER),
        Flux.never());
  }

  private Mono<byte[]> exit(AttachedTerminal terminal) {
    return terminal.exitCode().map(frames::disconnect);
  }

  private static CloseStatus closeStatus(AttachedTerminal terminal) {
    return CloseStatus.NORMAL.withReason(
        terminal.hasEnded() ? "the terminal has ended" : "another client has the terminal");
  }

  private Flux<byte[]> answers(
      WebSocketSession socket,
      AttachedTerminal terminal,
      Sinks.One<CloseStatus> left,
      Pulse pulse) {
    return intake
        .open()
        .flatMapMany(holding -> received(socket, holding, pulse).doFinally(end -> holding.close()))
        .concatMap(frame -> answer(terminal, frame, left), PREFETCH)
        .doOnComplete(() -> left.tryEmitValue(CloseStatus.NORMAL))
        .doOnError(failure -> left.tryEmitValue(Sockets.closeStatus(failure)))
        .onErrorComplete()
        .concatWith(Flux.never());
  }

  private Flux<Mono<TerminalFrames.Frame>> received(
      WebSocketSession socket, HeapHolding holding, Pulse pulse) {
    return socket
        .receive()
        .doOnNext(message -> pulse.beat())
        .filter(message -> message.getType() != WebSocketMessage.Type.PONG)
        .map(message -> read(message, holding));
  }

  private Mono<TerminalFrames.Frame> read(WebSocketMessage message, HeapHolding holding) {
    return message.getType() == WebSocketMessage.Type.TEXT
        ? intake.read(message, holding, frames::read)
        : Mono.error(TerminalFrames::invalid);
  }

  /**
   * Returns the answer to a frame; an error would cancel the input, and so the connection before
   * its close frame.
   */
  private Mono<byte[]> answer(
      AttachedTerminal terminal, Mono<TerminalFrames.Frame> frame, Sinks.One<CloseStatus> left) {
    return frame
        .flatMap(asked -> take(terminal, asked))
        .onErrorResume(
            failure -> {
              left.tryEmitValue(Sockets.closeStatus(failure));
              return Mono.never();
            });
  }

  /** Executes the request of a frame; a bell answers text that is too much to type. */
  private Mono<byte[]> take(AttachedTerminal terminal, TerminalFrames.Frame frame) {
    return switch (frame) {
      case TerminalFrames.Frame.Typed(var typed) ->
          terminal.type(typed).filter(taken -> !taken).map(refused -> frames.stdout(BELL));
      case TerminalFrames.Frame.Resized(var size) -> terminal.resize(size).then(Mono.empty());
    };
  }
}
