package io.serpentarium.service.core.grading;

import io.serpentarium.sandbox.Usage;
import java.time.Duration;
import java.util.Optional;

/**
 * The result of one test.
 *
 * @param name the test's name for people
 * @param message the reason for not passing, for people; empty if the test passed
 * @param points the points for passing
 * @param visible whether more than the verdict is reported
 * @param stdout the shown part of the program's stdout
 * @param stderr the shown part of the program's stderr
 * @param error the exception that ended the test, if one did
 * @param diff the difference of the expected and the actual output; empty unless it is to be shown
 */
public record TestResult(
    String id,
    String name,
    Verdict verdict,
    String message,
    double points,
    boolean visible,
    String stdout,
    String stderr,
    Optional<TestError> error,
    String diff,
    Usage usage) {

  private static final Usage NOTHING = new Usage(Duration.ZERO, Duration.ZERO, 0, 0);

  static TestResult of(
      GradingTest.Terms terms, Judgement judgement, String stdout, String stderr, Usage usage) {
    return new TestResult(
        terms.id(),
        terms.name(),
        judgement.verdict(),
        judgement.message(),
        terms.points(),
        terms.visible(),
        stdout,
        stderr,
        judgement.error(),
        judgement.diff(),
        usage);
  }

  static TestResult skipped(GradingTest.Terms terms, String message) {
    return of(terms, new Judgement(Verdict.SKIPPED, message), "", "", NOTHING);
  }

  boolean isPassed() {
    return verdict == Verdict.PASSED;
  }

  /** The points that it gives. */
  public double score() {
    return isPassed() ? points : 0;
  }

  /** Returns the reported part of the result: of a hidden test only the verdict and the usage. */
  TestResult told() {
    return visible
        ? this
        : new TestResult(id, name, verdict, "", points, false, "", "", Optional.empty(), "", usage);
  }
}
