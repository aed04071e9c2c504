package io.serpentarium.service.core.grading;

import io.serpentarium.sandbox.PythonError;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * The exception that ended a test.
 *
 * @param traceback the traceback in the submission and the test, without any of the grader's code
 * @param line the line of the test's source that was executing, if it has one
 * @param values the values of the assertion that failed, if one did
 */
public record TestError(
    String name, String message, String traceback, OptionalInt line, Optional<Values> values) {

  /**
   * The operands of a comparison that did not hold, as Python represents them.
   *
   * @param operator empty when there is one value only, the left one
   */
  public record Values(String left, String operator, String right) {}

  private static final int LONGEST = 2_000;

  /** Cuts texts that the submission has made too long. */
  public TestError {
    name = name.substring(0, Math.min(name.length(), LONGEST));
    message = message.substring(0, Math.min(message.length(), LONGEST));
  }

  TestError withTraceback(UnaryOperator<String> change) {
    return new TestError(name, message, change.apply(traceback), line, values);
  }

  static TestError of(PythonError error) {
    return new TestError(
        error.name(), error.message(), error.traceback(), OptionalInt.empty(), Optional.empty());
  }
}
