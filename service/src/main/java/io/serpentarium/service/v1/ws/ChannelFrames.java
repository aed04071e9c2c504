package io.serpentarium.service.v1.ws;

import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.edge.body.BodyCaps;
import io.serpentarium.service.edge.body.JsonFields;
import io.serpentarium.service.edge.body.WireJson;
import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import io.serpentarium.service.edge.socket.Sockets;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Mono;

/** Reads the frames of clients on channels, and writes those to them. */
@Component
final class ChannelFrames {

  private static final int MOST_WITHOUT_TEXT = 64 << 10;

  private final WireJson json;
  private final BodyCaps caps;

  ChannelFrames(WireJson json, BodyCaps caps) {
    this.json = json;
    this.caps = caps;
  }

  /**
   * Reads one frame.
   *
   * @throws ProblemException if it is not as the contract has it
   */
  Frame read(String text) {
    Frame frame = JsonFields.read(json.readFrame(text), ChannelFrames::shape);
    if (frame instanceof Frame.Execute execute) {
      caps.requireCode(execute.code());
    } else if (!(frame instanceof Frame.Stdin) && text.length() > MOST_WITHOUT_TEXT) {
      throw new ProblemException(
          ProblemCode.BODY_TOO_LARGE,
          "A frame without code or input may have %d bytes.".formatted(MOST_WITHOUT_TEXT));
    }
    return frame;
  }

  /** Sends a frame, for which an account pays. */
  Mono<Void> send(WebSocketSession socket, HeapHolding holding, ServerFrame frame) {
    return Sockets.send(socket, json, holding, written -> Sockets.text(written.write(frame)));
  }

  private static Frame shape(JsonFields fields) {
    return switch (fields.text("type")) {
      case "execute" ->
          new Frame.Execute(fields.text("id"), fields.text("code"), fields.flag("queue"));
      case "stdin" -> new Frame.Stdin(fields.text("data"));
      case "eof" -> new Frame.Eof();
      case "interrupt" -> new Frame.Interrupt();
      default -> {
        fields.reject("type", "must be execute, stdin, eof or interrupt");
        yield new Frame.Eof();
      }
    };
  }

  /** A frame from the client of a channel. */
  sealed interface Frame {

    /**
     * Code to execute.
     *
     * @param id the client's id for the execution
     * @param queue whether it waits while the session is busy
     */
    record Execute(String id, String code, boolean queue) implements Frame {}

    /** Input for the running execution. */
    record Stdin(String data) implements Frame {}

    /** The end of the input. */
    record Eof() implements Frame {}

    /** Ctrl-C. */
    record Interrupt() implements Frame {}
  }
}
