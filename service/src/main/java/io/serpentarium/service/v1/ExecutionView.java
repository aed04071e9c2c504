package io.serpentarium.service.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.service.core.execution.ExecutionStatus;
import io.serpentarium.service.core.execution.FinishedExecution;
import io.serpentarium.service.core.execution.ProgramRun;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An Execution as the contract shows it.
 *
 * @param sessionState what became of the interpreter. A program that ran once has no session: where
 *     a kill takes the state of a session back, that of such a program is {@code lost}, since
 *     nobody could go on with what was there before it
 * @param files only when a program was asked to bring some back; else the key is absent
 */
public record ExecutionView(
    String id,
    @Nullable String sessionId,
    ExecutionStatus status,
    @Nullable Limit limit,
    String stdout,
    String stderr,
    boolean stdoutTruncated,
    boolean stderrTruncated,
    @Nullable String result,
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
  static ExecutionView of(ProgramRun run, boolean wantsFiles) {
    return of(run.execution(), wantsFiles ? run.files().stream().map(FileView::of).toList() : null);
  }

  private static ExecutionView of(FinishedExecution execution, @Nullable List<FileView> files) {
    ExecutionResult result = execution.result();
    Outcome outcome = result.outcome();
    return new ExecutionView(
        execution.id(),
        execution.sessionId(),
        ExecutionStatus.of(outcome),
        outcome instanceof Outcome.LimitExceeded(Limit limit) ? limit : null,
        result.stdout(),
        result.stderr(),
        result.stdoutTruncated(),
        result.stderrTruncated(),
        outcome instanceof Outcome.Completed(var value) ? value.orElse(null) : null,
        outcome instanceof Outcome.Raised(var error) ? ErrorView.of(error) : null,
        outcome instanceof Outcome.Exited(int exitCode) ? exitCode : null,
        result.sessionState(),
        UsageView.of(result.usage()),
        files);
  }
}
