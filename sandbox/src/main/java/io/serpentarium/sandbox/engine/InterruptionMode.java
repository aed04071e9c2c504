package io.serpentarium.sandbox.engine;

/** The way in which an engine interrupts running guest code. */
public enum InterruptionMode {
  /**
   * Guest code loads from a page of its memory at every function and loop, and is ended by taking
   * that page away. Linux only, and for modules only that were made to poll.
   */
  POLL,
  /** Guest code compares a counter at every function and loop: works everywhere, costs speed. */
  EPOCH;

  private static final boolean LINUX = System.getProperty("os.name").equals("Linux");

  /**
   * The mode to take unless there is a reason for the other: polls, where the platform has them.
   */
  public static InterruptionMode usual() {
    return LINUX ? POLL : EPOCH;
  }
}
