package io.serpentarium.service.core.grading;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.service.core.execution.SandboxFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A program of the grader's that judges an output, as in programming contests: it is given three
 * files, which its arguments name, and accepts the output by exiting with 0. Its own output is the
 * message. The submission never runs in its interpreter.
 *
 * <p>An interactor judges in the same way while it talks with the submission: each reads what the
 * other writes. The interactor is given the input and the answer; its message is its stderr.
 */
final class Checker {

  private static final String INPUT = "input.txt";
  private static final String OUTPUT = "output.txt";
  private static final String ANSWER = "answer.txt";
  private static final int LONGEST = 500;

  /** Exit codes by which it refuses: a wrong answer, and one that it cannot even read. */
  private static final List<Integer> REFUSALS = List.of(1, 2);

  private Checker() {}

  static ExecutionRequest request(String program) {
    return ExecutionRequest.program(program)
        .withoutValue()
        .withArguments(List.of(INPUT, OUTPUT, ANSWER));
  }

  static List<SandboxFile> files(GradingTest.Run test, String stdout) {
    return List.of(
        file(INPUT, test.stdin()), file(OUTPUT, stdout), file(ANSWER, test.expected().stdout()));
  }

  private static SandboxFile file(String path, String content) {
    return new SandboxFile(path, content.getBytes(StandardCharsets.UTF_8));
  }

  static ExecutionRequest interactor(GradingTest.Interactive test) {
    return ExecutionRequest.program(test.interactor())
        .withoutValue()
        .withArguments(List.of(INPUT, ANSWER));
  }

  static List<SandboxFile> files(GradingTest.Interactive test) {
    return List.of(file(INPUT, test.input()), file(ANSWER, test.answer()));
  }

  /**
   * Judges a conversation: a limit that the submission exceeded takes precedence, then a rejection
   * by the interactor, and last the submission's end, which may be for want of an interactor.
   */
  static Judgement judge(ExecutionResult submission, ExecutionResult interactor) {
    Optional<Judgement> failure = Endings.failure(submission);
    Judgement said = judge(interactor, interactor.stderr());
    return failure
        .filter(why -> why.verdict() != Verdict.RAISED)
        .or(() -> Optional.of(said).filter(found -> found.verdict() == Verdict.WRONG_ANSWER))
        .or(() -> failure)
        .orElse(said);
  }

  static Judgement judge(ExecutionResult checker) {
    return judge(checker, checker.stdout() + checker.stderr());
  }

  private static Judgement judge(ExecutionResult result, String said) {
    return switch (result.outcome()) {
      case Outcome.Completed _ -> Judgement.PASSED;
      case Outcome.Exited(int code) when code == 0 -> Judgement.PASSED;
      case Outcome.Exited(int code) when REFUSALS.contains(code) ->
          new Judgement(Verdict.WRONG_ANSWER, message(said));
      default -> {
        Judgement why = Endings.failure(result).orElseThrow();
        yield new Judgement(why.verdict(), "The checker failed: " + why.message());
      }
    };
  }

  private static String message(String said) {
    String text = said.strip();
    return text.isEmpty()
        ? "The checker rejected the output."
        : text.substring(0, Math.min(text.length(), LONGEST));
  }
}
