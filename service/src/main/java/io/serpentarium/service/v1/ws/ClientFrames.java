package io.serpentarium.service.v1.ws;

import io.serpentarium.service.edge.body.BodyCaps;
import io.serpentarium.service.edge.body.JsonFields;
import io.serpentarium.service.edge.body.WireJson;
import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import org.springframework.stereotype.Component;

/** Reads what a client sends on a channel. */
@Component
final class ClientFrames {

  private static final int MOST_WITHOUT_TEXT = 64 << 10;

  private final WireJson json;
  private final BodyCaps caps;

  ClientFrames(WireJson json, BodyCaps caps) {
    this.json = json;
    this.caps = caps;
  }

  /**
   * Reads one frame.
   *
   * @throws ProblemException when it is not as the contract has it
   */
  ClientFrame read(String text) {
    ClientFrame frame = JsonFields.read(json.readFrame(text), ClientFrames::shape);
    if (frame instanceof ClientFrame.Execute execute) {
      caps.requireCode(execute.code());
    } else if (!(frame instanceof ClientFrame.Stdin) && text.length() > MOST_WITHOUT_TEXT) {
      throw new ProblemException(
          ProblemCode.BODY_TOO_LARGE,
          "A frame without code or input may have %d bytes.".formatted(MOST_WITHOUT_TEXT));
    }
    return frame;
  }

  private static ClientFrame shape(JsonFields fields) {
    return switch (fields.text("type")) {
      case "execute" -> new ClientFrame.Execute(fields.text("id"), fields.text("code"));
      case "stdin" -> new ClientFrame.Stdin(fields.text("data"));
      case "eof" -> new ClientFrame.Eof();
      case "interrupt" -> new ClientFrame.Interrupt();
      default -> {
        fields.reject("type", "must be execute, stdin, eof or interrupt");
        yield new ClientFrame.Eof();
      }
    };
  }
}
