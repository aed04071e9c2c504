package io.serpentarium.service.core.grading;

/** An event of a grading: each test as it ends, and the report at last. */
public sealed interface GradingEvent {

  /** A test ended, or was skipped. */
  record Tested(TestResult result) implements GradingEvent {}

  /** All ended. */
  record Graded(GradingReport report) implements GradingEvent {}
}
