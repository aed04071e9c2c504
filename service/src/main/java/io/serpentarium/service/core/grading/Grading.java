package io.serpentarium.service.core.grading;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.service.core.execution.SandboxFile;
import java.util.List;
import java.util.Map;

/**
 * A submission to grade.
 *
 * @param files there before the program runs
 * @param tests 1 or more
 * @param stopOnFailure whether the tests behind the first that fails are skipped
 * @param limits those that the request names, for the setup and each test: milliseconds for times,
 *     bytes for sizes
 */
public record Grading(
    String code,
    List<SandboxFile> files,
    List<GradingTest> tests,
    boolean stopOnFailure,
    Map<Limit, Long> limits) {

  boolean hasChecks() {
    return tests.stream().anyMatch(GradingTest.Check.class::isInstance);
  }
}
