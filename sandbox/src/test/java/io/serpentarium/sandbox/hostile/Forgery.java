package io.serpentarium.sandbox.hostile;

import io.serpentarium.sandbox.engine.Instance;

/** What a program that controls all of its linear memory does around the calls into it. */
interface Forgery {

  /** Runs before guest code does, as if the guest had done it first. */
  default void before(String export, Instance instance) {}

  /**
   * Runs when guest code has returned, as if the guest had done it last.
   *
   * @return what the host is answered
   */
  default int after(String export, int answer, Instance instance) {
    return answer;
  }
}
