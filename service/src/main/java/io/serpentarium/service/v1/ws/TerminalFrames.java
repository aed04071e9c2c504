package io.serpentarium.service.v1.ws;

import io.serpentarium.sandbox.TerminalSize;
import io.serpentarium.service.edge.body.WireJson;
import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Reads and writes the arrays that terminals on the web speak in. */
@Component
final class TerminalFrames {

  private final WireJson json;

  TerminalFrames(WireJson json) {
    this.json = json;
  }

  /**
   * Reads one frame. Sizes are brought into their range: a window may be dragged to nothing.
   *
   * @throws ProblemException if it is not as the contract has it
   */
  Frame read(String text) {
    JsonNode frame = json.readFrame(text);
    JsonNode first = frame.path(1);
    JsonNode second = frame.path(2);
    return switch (frame.path(0).asString("")) {
      case "stdin" -> typed(first);
      case "set_size" -> resized(first, second);
      default -> throw invalid();
    };
  }

  private static Frame typed(JsonNode text) {
    if (!text.isString()) {
      throw invalid();
    }
    return new Frame.Typed(text.stringValue());
  }

  private static Frame resized(JsonNode rows, JsonNode columns) {
    if (!rows.isIntegralNumber() || !columns.isIntegralNumber()) {
      throw invalid();
    }
    return new Frame.Resized(new TerminalSize(inRange(rows), inRange(columns)));
  }

  static ProblemException invalid() {
    return new ProblemException(
        ProblemCode.VALIDATION, "A frame is [\"stdin\",text] or [\"set_size\",rows,columns].");
  }

  private static int inRange(JsonNode number) {
    return (int) Math.clamp(number.doubleValue(), 1.0, TerminalSize.MAX);
  }

  byte[] setup() {
    return json.write(List.of("setup", Map.of()));
  }

  byte[] stdout(String text) {
    return json.write(List.of("stdout", text));
  }

  byte[] disconnect(int exitCode) {
    return json.write(List.of("disconnect", exitCode));
  }

  /** A frame from the client of a terminal. */
  sealed interface Frame {

    /** The text that was typed. */
    record Typed(String text) implements Frame {}

    /** The window has another size. */
    record Resized(TerminalSize size) implements Frame {}
  }
}
