package io.serpentarium.sandbox.remote.wire;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.sandbox.TerminalSize;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a front asks for, as frames. */
public final class Requests {

  private Requests() {}

  public static void write(FrameWriter out, Limits limits) {
    for (Limit limit : Limit.values()) {
      out.number(limits.get(limit));
    }
  }

  public static Limits readLimits(FrameReader in) {
    Map<Limit, Long> values = new EnumMap<>(Limit.class);
    for (Limit limit : Limit.values()) {
      values.put(limit, in.size());
    }
    return new Limits(values);
  }

  /** The options of a session but for its accounts. */
  public static void write(FrameWriter out, SessionOptions options) {
    write(out, options.limits());
    out.number(options.history()).flag(options.rollBack());
    out.text(options.share().owner()).number(options.share().weight());
  }

  public static void write(FrameWriter out, ExecutionRequest request) {
    out.text(request.code()).constant(request.mode());
    switch (request.stdin()) {
      case Stdin.Text text -> out.flag(true).text(text.text());
      case Stdin.Open() -> out.flag(false);
    }
    out.each(request.arguments(), FrameWriter::text);
    out.optional(request.limits(), Requests::write);
    out.flag(request.streaming()).flag(request.valued()).flag(request.kept());
    out.text(request.prelude());
  }

  public static ExecutionRequest readExecution(FrameReader in) {
    String code = in.text();
    ExecutionRequest.Mode mode = in.constant(ExecutionRequest.Mode.class);
    Stdin stdin = in.flag() ? Stdin.text(in.text()) : Stdin.open();
    List<String> arguments = in.each(FrameReader::text);
    Optional<Limits> limits = in.optional(Requests::readLimits);
    boolean streaming = in.flag();
    boolean valued = in.flag();
    boolean kept = in.flag();
    return new ExecutionRequest(
        code, mode, stdin, arguments, limits, streaming, valued, kept, in.text());
  }

  public static void write(FrameWriter out, TerminalSize size) {
    out.number(size.rows()).number(size.columns());
  }

  public static TerminalSize readSize(FrameReader in) {
    return new TerminalSize(in.number(TerminalSize.MAX), in.number(TerminalSize.MAX));
  }
}
