package io.serpentarium.service.core.grading;

/** How a test ended, and what is said of a whole submission. */
public enum Verdict {
  PASSED,
  /** The output is not the expected one, or the check's assertion failed. */
  WRONG_ANSWER,
  /** An exception left the program, or it exited otherwise than with 0. */
  RAISED,
  /** It met its wall time or its CPU time. */
  TIME_LIMIT,
  MEMORY_LIMIT,
  OUTPUT_LIMIT,
  CRASHED,
  /** It was not run, or what it did counts no more. */
  SKIPPED
}
