package io.serpentarium.service.core.grading;

import io.serpentarium.sandbox.PythonError;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The judgement of one execution.
 *
 * @param message the reason for not passing, for people; empty if the test passed. Holds nothing of
 *     the expected output
 * @param error the exception that ended the execution, if one did
 * @param diff the difference of the expected and the actual output, if it is to be shown; otherwise
 *     empty
 */
record Judgement(Verdict verdict, String message, Optional<TestError> error, String diff) {

  static final Judgement PASSED = new Judgement(Verdict.PASSED, "");

  private static final int LONGEST_MESSAGE = 2_000;

  Judgement {
    message = message.substring(0, Math.min(message.length(), LONGEST_MESSAGE));
  }

  Judgement(Verdict verdict, String message) {
    this(verdict, message, Optional.empty(), "");
  }

  Judgement with(PythonError raised) {
    return new Judgement(verdict, message, Optional.of(TestError.of(raised)), diff);
  }

  /** Returns the judgement with one path replaced by another in the traceback. */
  Judgement withPath(String from, String to) {
    return withTraceback(traceback -> traceback.replace(from, to));
  }

  /** Returns the judgement with its traceback, if it has one, mapped by a function. */
  Judgement withTraceback(UnaryOperator<String> change) {
    return new Judgement(verdict, message, error.map(told -> told.withTraceback(change)), diff);
  }

  Judgement withDiff(String shown) {
    return new Judgement(verdict, message, error, shown);
  }
}
