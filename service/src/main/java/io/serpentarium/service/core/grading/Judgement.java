package io.serpentarium.service.core.grading;

import io.serpentarium.sandbox.PythonError;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What is found of one execution.
 *
 * @param message why, for people; empty when it passed. Holds nothing of an output that was
 *     expected
 * @param error the exception that ended it, if one did
 * @param diff of the expected and the actual output, if it is to be shown; empty if not
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

  /** The same with one path in the place of another in what tells of files. */
  Judgement withPath(String from, String to) {
    return withTraceback(traceback -> traceback.replace(from, to));
  }

  /** The same with the traceback, if it has one, as a function makes it. */
  Judgement withTraceback(UnaryOperator<String> change) {
    return new Judgement(verdict, message, error.map(told -> told.withTraceback(change)), diff);
  }

  Judgement withDiff(String shown) {
    return new Judgement(verdict, message, error, shown);
  }
}
