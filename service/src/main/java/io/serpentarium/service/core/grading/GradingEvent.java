package io.serpentarium.service.core.grading;

/** What a followed grading tells: its tests as they end, and last the report. */
public sealed interface GradingEvent {

  /** A test ended, or was skipped. */
  record Tested(TestResult result) implements GradingEvent {}

  /** All ended. */
  record Graded(GradingReport report) implements GradingEvent {}
}
