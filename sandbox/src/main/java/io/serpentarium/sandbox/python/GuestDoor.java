package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.ExecutionRequest.Mode;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * The one way into guest code. A caller that passes has a permit to run, a memory limit that the
 * engine enforces and a deadline, and releases the permit when the call has returned.
 */
final class GuestDoor {

  private final Interruption interruption;
  private final CpuTurn turn;

  /**
   * A door to one guest.
   *
   * @param turn its use of the processor
   */
  GuestDoor(Interruption interruption, CpuTurn turn) {
    this.interruption = interruption;
    this.turn = turn;
  }

  /** The calls into a guest, for callers that have passed. */
  static final class Inside {

    private final GuestInstance instance;

    private Inside(GuestInstance instance) {
      this.instance = instance;
    }

    GuestInstance instance() {
      return instance;
    }

    /** See {@link GuestInstance#setArguments(List)}. */
    void setArguments(List<String> arguments) {
      instance.setArguments(arguments);
    }

    /** See {@link GuestInstance#setArguments(byte[])}. */
    void setArguments(byte[] packed) {
      instance.setArguments(packed);
    }

    /** See {@link GuestInstance#execute}. */
    GuestResult execute(String code, Mode mode, boolean valued) {
      return instance.execute(code, mode, valued);
    }

    /** See {@link GuestInstance#terminal}. */
    TerminalAnswer terminal(int operation, byte[] typed) {
      return instance.terminal(operation, typed);
    }

    /** See {@link GuestInstance#start}. */
    boolean start() {
      return instance.start();
    }
  }

  /**
   * Waits for a permit, and makes a call.
   *
   * @param memoryBytes the most that its linear memory may become
   * @param deadline the time from now after which the engine ends the guest
   * @param onEntry an action to run with the permit, before the call
   * @throws GuestStopped if the guest must not run
   */
  <T> T enter(
      GuestInstance instance,
      long memoryBytes,
      Duration deadline,
      Runnable onEntry,
      Function<Inside, T> call) {
    instance.setDeadline(deadline);
    instance.setMemoryLimit(memoryBytes);
    interruption.setTurn(turn);
    try {
      turn.begin();
      onEntry.run();
      return call.apply(new Inside(instance));
    } finally {
      interruption.setTurn(null);
      turn.end();
    }
  }

  /** Calls into a guest of which no user has run anything. */
  static <T> T enterNew(GuestInstance fresh, Function<Inside, T> call) {
    return call.apply(new Inside(fresh));
  }
}
