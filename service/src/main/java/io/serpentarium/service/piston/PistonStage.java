package io.serpentarium.service.piston;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Usage;
import io.serpentarium.service.core.execution.FinishedExecution;
import io.serpentarium.service.core.execution.Transcript;
import org.jspecify.annotations.Nullable;

/**
 * The result of the stage {@code run}, the only one that Python has.
 *
 * @param output stdout and stderr in order of arrival
 * @param code the exit code, or null if the program was killed
 * @param signal the signal that killed the program, or null
 * @param status two letters for a failure: {@code RE}, {@code SG}, {@code TO}, {@code OL}; or null
 * @param cpuTime the CPU time in milliseconds
 * @param wallTime the wall time in milliseconds
 * @param memory the memory in bytes
 */
record PistonStage(
    String stdout,
    String stderr,
    String output,
    @Nullable Integer code,
    @Nullable String signal,
    @Nullable String message,
    @Nullable String status,
    long cpuTime,
    long wallTime,
    long memory) {

  /**
   * The end of a program.
   *
   * @param code the exit code, or null if a signal ended the program
   */
  record End(
      @Nullable Integer code,
      @Nullable String signal,
      @Nullable String message,
      @Nullable String status) {

    static End of(Outcome outcome) {
      return switch (outcome) {
        case Outcome.Completed _ -> exit(0);
        case Outcome.Raised _ -> exit(1);
        case Outcome.Exited(int code) -> exit(code & 0xff);
        case Outcome.Interrupted _ -> new End(null, "SIGINT", "Caught fatal signal 2", "SG");
        case Outcome.LimitExceeded(Limit limit) -> killed(limit);
        case Outcome.Crashed _ -> new End(null, "SIGSEGV", "Caught fatal signal 11", "SG");
      };
    }

    private static End exit(int code) {
      return code == 0
          ? new End(0, null, null, null)
          : new End(code, null, "Exited with error status " + code, "RE");
    }

    private static End killed(Limit limit) {
      return switch (limit) {
        case WALL_TIME -> new End(null, "SIGKILL", "Time limit exceeded (wall clock)", "TO");
        case CPU_TIME -> new End(null, "SIGKILL", "Time limit exceeded", "TO");
        case OUTPUT -> new End(null, "SIGKILL", "stdout length exceeded", "OL");
        case MEMORY -> new End(null, "SIGKILL", "Memory limit exceeded", "SG");
        default -> new End(null, "SIGKILL", "Limit exceeded: " + limit.wireName(), "SG");
      };
    }
  }

  static PistonStage of(Transcript transcript) {
    FinishedExecution execution = transcript.execution();
    End end = End.of(execution.result().outcome());
    Usage usage = execution.result().usage();
    return new PistonStage(
        execution.result().stdout(),
        Transcript.stderr(execution),
        transcript.output(),
        end.code(),
        end.signal(),
        end.message(),
        end.status(),
        usage.cpuTime().toMillis(),
        usage.wallTime().toMillis(),
        usage.peakMemoryBytes());
  }
}
