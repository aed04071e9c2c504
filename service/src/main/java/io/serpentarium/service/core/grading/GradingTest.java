package io.serpentarium.service.core.grading;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.PythonError;

/** One test of a submission. */
public sealed interface GradingTest {

  /** By which its result is known; no other test of the submission has it. */
  String id();

  /** Judges what came of it. */
  Judgement judge(ExecutionResult result);

  /**
   * The program as a whole, on its own.
   *
   * @param stdin all of it; end of file follows
   * @param expectedStdout what the program should write; no guest ever sees it
   */
  record Run(String id, String stdin, String expectedStdout, Comparison comparison)
      implements GradingTest {

    @Override
    public Judgement judge(ExecutionResult result) {
      return Endings.failure(result)
          .or(() -> comparison.difference(expectedStdout, result.stdout()).map(Run::wrong))
          .orElse(Judgement.PASSED);
    }

    private static Judgement wrong(String difference) {
      return new Judgement(Verdict.WRONG_ANSWER, difference);
    }
  }

  /**
   * Code that runs in a copy of the state that the program left. It passes when it comes to its
   * end: a program that exits in the middle of it has not passed.
   *
   * @param code usually assertions
   */
  record Check(String id, String code) implements GradingTest {

    @Override
    public Judgement judge(ExecutionResult result) {
      return switch (result.outcome()) {
        case Outcome.Completed _ -> Judgement.PASSED;
        case Outcome.Exited(int code) -> Endings.exited(code);
        case Outcome.Raised(var error) when error.kind() == PythonError.Kind.ASSERTION ->
            new Judgement(
                Verdict.WRONG_ANSWER, error.message().isEmpty() ? error.name() : error.message());
        default -> Endings.failure(result).orElseThrow();
      };
    }
  }
}
