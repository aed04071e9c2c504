package io.serpentarium.service.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.PythonError;
import io.serpentarium.sandbox.Usage;
import io.serpentarium.service.core.execution.FinishedExecution;
import io.serpentarium.service.core.execution.Program;
import io.serpentarium.service.core.execution.SandboxFile;
import io.serpentarium.service.core.kernel.Displays;
import io.serpentarium.service.core.kernel.KernelEvent.Bundle;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An execution as the contract has it.
 *
 * @param resultData the result by MIME type; null if it is text only
 * @param displays the displays that are left in the end
 * @param sessionState the state that the interpreter was left in. A program that ran once has no
 *     session: where a kill rolls a session back, the state of such a program is {@code lost},
 *     since there is nothing to go on with
 * @param files files that the program was asked to return; the key is absent if none were asked for
 */
public record ExecutionView(
    String id,
    @Nullable String sessionId,
    FinishedExecution.Status status,
    @Nullable Limit limit,
    String stdout,
    String stderr,
    boolean stdoutTruncated,
    boolean stderrTruncated,
    @Nullable String result,
    @Nullable JsonNode resultData,
    List<DisplayView> displays,
    @Nullable ErrorView error,
    @Nullable Integer exitCode,
    SessionFate sessionState,
    UsageView usage,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<FileView> files) {

  /** An execution of a session. */
  public static ExecutionView of(FinishedExecution execution) {
    return of(execution, null);
  }

  /** A program and the files that it was asked for. */
  static ExecutionView of(Program.Run run, boolean wantsFiles) {
    return of(run.execution(), wantsFiles ? run.files().stream().map(FileView::of).toList() : null);
  }

  private static ExecutionView of(FinishedExecution execution, @Nullable List<FileView> files) {
    ExecutionResult result = execution.result();
    Outcome outcome = result.outcome();
    Displays.Shown shown = Displays.of(result.displays());
    return new ExecutionView(
        execution.id(),
        execution.sessionId(),
        FinishedExecution.Status.of(outcome),
        outcome instanceof Outcome.LimitExceeded(Limit limit) ? limit : null,
        result.stdout(),
        result.stderr(),
        result.stdoutTruncated(),
        result.stderrTruncated(),
        outcome instanceof Outcome.Completed(var value) ? value.orElse(null) : null,
        outcome instanceof Outcome.Completed ? shown.value().map(Bundle::data).orElse(null) : null,
        shown.displays().stream().map(DisplayView::of).toList(),
        outcome instanceof Outcome.Raised(var error) ? ErrorView.of(error) : null,
        outcome instanceof Outcome.Exited(int exitCode) ? exitCode : null,
        result.sessionState(),
        UsageView.of(result.usage()),
        files);
  }

  /** A Python exception as the contract shows it. */
  record ErrorView(String name, String message, String traceback) {

    static ErrorView of(PythonError error) {
      return new ErrorView(error.name(), error.message(), error.traceback());
    }
  }

  /** A file that a program left: its content as text when it is UTF-8, else in base64. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record FileView(String path, @Nullable String content, @Nullable String contentBase64) {

    static FileView of(SandboxFile file) {
      try {
        return new FileView(file.path(), text(file.content()), null);
      } catch (CharacterCodingException e) {
        return new FileView(file.path(), null, Base64.getEncoder().encodeToString(file.content()));
      }
    }

    private static String text(byte[] content) throws CharacterCodingException {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    }
  }

  /**
   * The usage of an execution, as the contract has it; times in milliseconds to the microsecond.
   */
  record UsageView(double wallMs, double cpuMs, long peakMemoryBytes, long outputBytes) {

    private static final double NANOS_PER_MICRO = 1e3;
    private static final double MICROS_PER_MILLI = 1e3;

    static UsageView of(Usage usage) {
      return new UsageView(
          millis(usage.wallTime()),
          millis(usage.cpuTime()),
          usage.peakMemoryBytes(),
          usage.outputBytes());
    }

    private static double millis(Duration duration) {
      return Math.round(duration.toNanos() / NANOS_PER_MICRO) / MICROS_PER_MILLI;
    }
  }
}
