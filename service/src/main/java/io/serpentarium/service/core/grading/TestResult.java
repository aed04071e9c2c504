package io.serpentarium.service.core.grading;

import io.serpentarium.sandbox.Usage;
import java.time.Duration;
import java.util.Optional;

/**
 * What came of one test.
 *
 * @param name for people
 * @param message why it did not pass, for people; empty when it passed
 * @param points that there were for it
 * @param visible whether more than the verdict is told
 * @param stdout what the program wrote, as far as it is shown
 * @param stderr the same of stderr
 * @param error the exception that ended it
 * @param diff of the expected and the actual output, empty unless it is to be shown
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

  /** The result as far as it is told: of a hidden test the verdict and what it cost. */
  TestResult told() {
    return visible
        ? this
        : new TestResult(id, name, verdict, "", points, false, "", "", Optional.empty(), "", usage);
  }
}
