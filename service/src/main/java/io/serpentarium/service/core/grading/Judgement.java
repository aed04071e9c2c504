package io.serpentarium.service.core.grading;

/**
 * What is found of one execution.
 *
 * @param message why, for people; empty when it passed. Holds nothing of what was expected
 */
record Judgement(Verdict verdict, String message) {

  static final Judgement PASSED = new Judgement(Verdict.PASSED, "");

  private static final int LONGEST_MESSAGE = 2_000;

  Judgement {
    message = message.substring(0, Math.min(message.length(), LONGEST_MESSAGE));
  }
}
