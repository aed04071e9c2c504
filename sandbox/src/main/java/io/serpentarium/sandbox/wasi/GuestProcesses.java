package io.serpentarium.sandbox.wasi;

/** Runs the programs that a guest starts, one at a time, while the guest waits for each. */
@FunctionalInterface
public interface GuestProcesses {

  /** The reason for which a program was not started, as the guest numbers it. */
  enum Refusal {
    /** There is no room for its memory. */
    MEMORY(0),
    /** The guest has started as many as it may, one inside of the other or altogether. */
    TOO_MANY(1),
    /** All threads or instances are in use, and none came free. */
    BUSY(2),
    /** No programs are run at this time. */
    UNSUPPORTED(3);

    private final int number;

    Refusal(int number) {
      this.number = number;
    }

    /** Returns the number by which the guest knows the reason. */
    int number() {
      return number;
    }
  }

  /** The end of a program, or that it was not started. */
  sealed interface End {}

  /**
   * The program has exited.
   *
   * @param code the exit code, from 0 to 255
   */
  record Exited(int code) implements End {}

  /**
   * The program was ended.
   *
   * @param signal the number of the signal that a process would have got
   */
  record Killed(int signal) implements End {}

  /** The program was ended because its time was over. */
  record TimedOut() implements End {}

  /** The program was not started. */
  record Refused(Refusal reason) implements End {}

  /**
   * Runs a program to its end, on behalf of the guest's thread.
   *
   * @throws RuntimeException if the guest is to be stopped; the program has ended then
   */
  End run(ProcessRequest request);
}
