package io.serpentarium.service.core.execution;

import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.OutputEvent;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A script that ran, as a terminal shows it.
 *
 * @param output both streams in the order of writing, and the traceback that ended it
 */
public record Transcript(String output, FinishedExecution execution) {

  /** Returns the traceback of the exception that ended an execution; it is no output of its. */
  public static String traceback(FinishedExecution execution) {
    return execution.result().outcome() instanceof Outcome.Raised(var error)
        ? error.traceback()
        : "";
  }

  /**
   * Returns an execution's stderr, followed by the traceback that ended it, as Python prints it.
   */
  public static String stderr(FinishedExecution execution) {
    return execution.result().stderr() + traceback(execution);
  }

  /** A transcript that is being written. Not thread-safe. */
  static final class Writer {

    private final StringBuilder output = new StringBuilder();
    private ExecutionEvent.@Nullable End end;

    void add(ExecutionEvent event) {
      switch (event) {
        case ExecutionEvent.Output(OutputEvent.Stdout(String text)) -> output.append(text);
        case ExecutionEvent.Output(OutputEvent.Stderr(String text)) -> output.append(text);
        case ExecutionEvent.End last -> end = last;
        default -> {}
      }
    }

    Mono<Transcript> transcript() {
      return switch (end) {
        case ExecutionEvent.Ended(FinishedExecution execution) ->
            Mono.just(new Transcript(output + traceback(execution), execution));
        case ExecutionEvent.Failed(Throwable cause) -> Mono.error(cause);
        case null -> Mono.empty();
      };
    }
  }
}
