package io.serpentarium.service.judge0;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Outcome;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The verdict on a submission.
 *
 * @param message a line about a failure, or null
 */
record Verdict(
    Status status,
    @Nullable Integer exitCode,
    @Nullable Integer exitSignal,
    @Nullable String message) {

  /** All that a submission can be; the ids are the protocol's. */
  enum Status {
    IN_QUEUE(1, "In Queue"),
    PROCESSING(2, "Processing"),
    ACCEPTED(3, "Accepted"),
    WRONG_ANSWER(4, "Wrong Answer"),
    TIME_LIMIT_EXCEEDED(5, "Time Limit Exceeded"),
    COMPILATION_ERROR(6, "Compilation Error"),
    SIGSEGV(7, "Runtime Error (SIGSEGV)"),
    SIGXFSZ(8, "Runtime Error (SIGXFSZ)"),
    SIGFPE(9, "Runtime Error (SIGFPE)"),
    SIGABRT(10, "Runtime Error (SIGABRT)"),
    NZEC(11, "Runtime Error (NZEC)"),
    OTHER(12, "Runtime Error (Other)"),
    INTERNAL_ERROR(13, "Internal Error"),
    EXEC_FORMAT_ERROR(14, "Exec Format Error");

    private final int id;
    private final String description;

    Status(int id, String description) {
      this.id = id;
      this.description = description;
    }

    int id() {
      return id;
    }

    String description() {
      return description;
    }
  }

  private static final int ABORT = 6;
  private static final int KILL = 9;
  private static final int SEGMENTATION = 11;
  private static final int FILE_SIZE = 25;

  /** The text of the trap behind {@code abort()}: an instruction that no other failure reaches. */
  private static final String UNREACHABLE = "unreachable";

  /** A verdict before the submission is judged. */
  static Verdict pending(Status status) {
    return new Verdict(status, null, null, null);
  }

  /** The verdict on a program that could not be run. */
  static Verdict internal(@Nullable String message) {
    return new Verdict(Status.INTERNAL_ERROR, null, null, message);
  }

  /**
   * The verdict on a program that ran.
   *
   * @param expected the expected stdout, compared without white space at the ends of lines and of
   *     all
   */
  static Verdict of(Outcome outcome, String stdout, Optional<String> expected) {
    return switch (outcome) {
      case Outcome.Completed _ -> exited(0, stdout, expected);
      case Outcome.Raised _ -> exited(1, stdout, expected);
      case Outcome.Exited(int code) -> exited(code & 0xff, stdout, expected);
      case Outcome.LimitExceeded(Limit limit) -> limited(limit);
      case Outcome.Crashed(String detail) ->
          detail.contains(UNREACHABLE)
              ? signalled(Status.SIGABRT, ABORT)
              : signalled(Status.SIGSEGV, SEGMENTATION);
      case Outcome.Interrupted _ -> internal("The program was interrupted.");
    };
  }

  private static Verdict exited(int code, String stdout, Optional<String> expected) {
    if (code != 0) {
      return new Verdict(Status.NZEC, code, null, "Exited with error status " + code);
    }
    boolean right = expected.map(text -> stripped(text).equals(stripped(stdout))).orElse(true);
    return new Verdict(right ? Status.ACCEPTED : Status.WRONG_ANSWER, 0, null, null);
  }

  private static Verdict limited(Limit limit) {
    return switch (limit) {
      case WALL_TIME -> timedOut("Time limit exceeded (wall clock)");
      case CPU_TIME -> timedOut("Time limit exceeded");
      case OUTPUT, DISK -> signalled(Status.SIGXFSZ, FILE_SIZE);
      default -> signalled(Status.OTHER, KILL);
    };
  }

  private static Verdict timedOut(String message) {
    return new Verdict(Status.TIME_LIMIT_EXCEEDED, null, null, message);
  }

  private static Verdict signalled(Status status, int signal) {
    return new Verdict(status, null, signal, "Caught fatal signal " + signal);
  }

  private static String stripped(String text) {
    return text.lines()
        .map(String::stripTrailing)
        .collect(Collectors.joining("\n"))
        .stripTrailing();
  }
}
