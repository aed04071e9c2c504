package io.serpentarium.service.core.grading;

import io.serpentarium.sandbox.Usage;
import java.time.Duration;

/**
 * What came of one test.
 *
 * @param message why it did not pass, for people; empty when it passed
 * @param stdout what the program wrote, as far as it is shown
 */
public record TestResult(String id, Verdict verdict, String message, String stdout, Usage usage) {

  private static final Usage NOTHING = new Usage(Duration.ZERO, Duration.ZERO, 0, 0);

  static TestResult skipped(String id, String message) {
    return new TestResult(id, Verdict.SKIPPED, message, "", NOTHING);
  }

  boolean isPassed() {
    return verdict == Verdict.PASSED;
  }
}
