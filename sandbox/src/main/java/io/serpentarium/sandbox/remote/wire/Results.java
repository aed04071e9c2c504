package io.serpentarium.sandbox.remote.wire;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.MetLimit;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.sandbox.PackageInfo;
import io.serpentarium.sandbox.PythonError;
import io.serpentarium.sandbox.SandboxInfo;
import io.serpentarium.sandbox.SandboxStatistics;
import io.serpentarium.sandbox.SessionFiles;
import io.serpentarium.sandbox.Usage;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What a worker answers, as frames. */
public final class Results {

  /** Lines of displays are 8 MiB at most, and errors and values have bounds of their own. */
  private static final long BESIDES_OUTPUT = 32L << 20;

  private enum OutcomeKind {
    COMPLETED,
    RAISED,
    EXITED,
    INTERRUPTED,
    LIMIT_EXCEEDED,
    CRASHED
  }

  private enum EventKind {
    STDOUT,
    STDERR,
    DISPLAY,
    INPUT_REQUEST
  }

  private Results() {}

  /**
   * Returns the most bytes of an execution's result. Each byte of output may have been malformed,
   * which makes three of it.
   */
  public static int mostBytes(Limits limits) {
    return (int) Math.min(Integer.MAX_VALUE - 64L, 3 * limits.outputBytes() + BESIDES_OUTPUT);
  }

  public static void write(FrameWriter out, ExecutionResult result) {
    write(out, result.outcome());
    out.text(result.stdout()).text(result.stderr());
    out.flag(result.stdoutTruncated()).flag(result.stderrTruncated());
    out.each(result.displays(), FrameWriter::text);
    out.constant(result.sessionState());
    Usage usage = result.usage();
    out.duration(usage.wallTime()).duration(usage.cpuTime());
    out.number(usage.peakMemoryBytes()).number(usage.outputBytes());
    out.each(result.limitsMet(), FrameWriter::constant);
  }

  public static ExecutionResult readResult(FrameReader in) {
    Outcome outcome = readOutcome(in);
    String stdout = in.text();
    String stderr = in.text();
    boolean stdoutTruncated = in.flag();
    boolean stderrTruncated = in.flag();
    List<String> displays = in.each(FrameReader::text);
    SessionFate fate = in.constant(SessionFate.class);
    Usage usage = new Usage(in.duration(), in.duration(), in.size(), in.size());
    return new ExecutionResult(
        outcome,
        stdout,
        stderr,
        stdoutTruncated,
        stderrTruncated,
        displays,
        fate,
        usage,
        readMet(in));
  }

  private static Set<MetLimit> readMet(FrameReader in) {
    Set<MetLimit> met = EnumSet.noneOf(MetLimit.class);
    met.addAll(in.each(each -> each.constant(MetLimit.class)));
    return met;
  }

  private static void write(FrameWriter out, Outcome outcome) {
    switch (outcome) {
      case Outcome.Completed(var result) ->
          out.constant(OutcomeKind.COMPLETED).optional(result, FrameWriter::text);
      case Outcome.Raised(PythonError error) ->
          out.constant(OutcomeKind.RAISED)
              .text(error.name())
              .text(error.message())
              .text(error.traceback())
              .constant(error.kind());
      case Outcome.Exited(int code) -> out.constant(OutcomeKind.EXITED).number(code);
      case Outcome.Interrupted() -> out.constant(OutcomeKind.INTERRUPTED);
      case Outcome.LimitExceeded(Limit limit) ->
          out.constant(OutcomeKind.LIMIT_EXCEEDED).constant(limit);
      case Outcome.Crashed(String detail) -> out.constant(OutcomeKind.CRASHED).text(detail);
    }
  }

  private static Outcome readOutcome(FrameReader in) {
    return switch (in.constant(OutcomeKind.class)) {
      case COMPLETED -> new Outcome.Completed(in.optional(FrameReader::text));
      case RAISED ->
          new Outcome.Raised(
              new PythonError(
                  in.text(), in.text(), in.text(), in.constant(PythonError.Kind.class)));
      case EXITED -> new Outcome.Exited(in.number());
      case INTERRUPTED -> new Outcome.Interrupted();
      case LIMIT_EXCEEDED -> new Outcome.LimitExceeded(in.constant(Limit.class));
      case CRASHED -> new Outcome.Crashed(in.text());
    };
  }

  public static void write(FrameWriter out, OutputEvent event) {
    switch (event) {
      case OutputEvent.Stdout(String text) -> out.constant(EventKind.STDOUT).text(text);
      case OutputEvent.Stderr(String text) -> out.constant(EventKind.STDERR).text(text);
      case OutputEvent.Display(String line) -> out.constant(EventKind.DISPLAY).text(line);
      case OutputEvent.InputRequest(String prompt) ->
          out.constant(EventKind.INPUT_REQUEST).text(prompt);
    }
  }

  public static OutputEvent readEvent(FrameReader in) {
    return switch (in.constant(EventKind.class)) {
      case STDOUT -> new OutputEvent.Stdout(in.text());
      case STDERR -> new OutputEvent.Stderr(in.text());
      case DISPLAY -> new OutputEvent.Display(in.text());
      case INPUT_REQUEST -> new OutputEvent.InputRequest(in.text());
    };
  }

  public static void write(FrameWriter out, SandboxInfo info) {
    out.text(info.pythonVersion()).text(info.artifactSha256());
    out.text(info.engineName()).text(info.engineVersion());
    out.each(
        info.packages(),
        (each, found) ->
            each.text(found.name()).text(found.version()).each(found.modules(), FrameWriter::text));
  }

  public static SandboxInfo readInfo(FrameReader in) {
    return new SandboxInfo(
        in.text(),
        in.text(),
        in.text(),
        in.text(),
        in.each(each -> new PackageInfo(each.text(), each.text(), each.each(FrameReader::text))));
  }

  public static void write(FrameWriter out, SandboxStatistics statistics) {
    out.number(statistics.sessions()).number(statistics.executing());
    out.number(statistics.poolReady()).number(statistics.poolTarget());
    out.number(statistics.poolHits()).number(statistics.poolMisses());
    out.number(statistics.nativeBytes());
    out.duration(statistics.sinceWatchdogTick()).number(statistics.watchdogFailures());
    out.duration(statistics.sinceDeadlineTick()).number(statistics.deadlineFailures());
  }

  public static SandboxStatistics readStatistics(FrameReader in) {
    int most = 1 << 24;
    return new SandboxStatistics(
        in.number(most),
        in.number(most),
        in.number(most),
        in.number(most),
        in.size(),
        in.size(),
        in.size(),
        in.duration(),
        in.size(),
        in.duration(),
        in.size());
  }

  public static void write(FrameWriter out, SessionFiles.Entry entry) {
    out.text(entry.path()).constant(entry.type()).number(entry.sizeBytes());
    write(out, entry.modifiedAt());
  }

  public static SessionFiles.Entry readEntry(FrameReader in) {
    return new SessionFiles.Entry(
        in.text(), in.constant(SessionFiles.Type.class), in.size(), readTime(in));
  }

  public static void write(FrameWriter out, Instant time) {
    out.number(time.getEpochSecond()).number(time.getNano());
  }

  public static Instant readTime(FrameReader in) {
    try {
      return Instant.ofEpochSecond(in.wide(), in.number(999_999_999));
    } catch (DateTimeException | ArithmeticException e) {
      throw new ProtocolException("a time is out of range");
    }
  }
}
