package io.serpentarium.sandbox.engine.support;

import java.time.Duration;
import java.util.function.Consumer;

/** The stop of one instance, from outside and at its deadline, whatever its adapter. */
public interface GuestStop {

  /** The border that all calls of the instance pass. */
  GuestGate gate();

  /**
   * Sets the start of the memory, before any other code has the instance.
   *
   * @param failure takes an exception of a checkpoint, which ends the call under way
   */
  void cover(long base, Consumer<Throwable> failure);

  /** Notes that the memory is about to be unmapped, when the gate can no longer be passed. */
  default void uncover() {}

  /** See {@link io.serpentarium.sandbox.engine.Instance#setCheckpoint}. */
  void setCheckpoint(Runnable checkpoint);

  /** See {@link io.serpentarium.sandbox.engine.Instance#requestCheckpoint}. */
  void requestCheckpoint();

  /** See {@link io.serpentarium.sandbox.engine.Instance#setDeadline}. The store must be at rest. */
  void setDeadline(Duration fromNow);

  /** A call begins that is not inside another. */
  void callBegins();

  /** Notes that the call has returned. */
  void callEnds();
}
