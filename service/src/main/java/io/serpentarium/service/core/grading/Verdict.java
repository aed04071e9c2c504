package io.serpentarium.service.core.grading;

/** The verdict on a test or on a whole submission. */
public enum Verdict {
  PASSED,
  /** The output is not the expected one, or the check's assertion failed. */
  WRONG_ANSWER,
  /** An exception left the program, or it exited otherwise than with 0. */
  RAISED,
  /** The wall time or CPU time limit was exceeded. */
  TIME_LIMIT,
  MEMORY_LIMIT,
  OUTPUT_LIMIT,
  CRASHED,
  /** The test was not run, or its result does not count. */
  SKIPPED
}
