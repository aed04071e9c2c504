package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.python.Interruption.Stopped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The progress of an execution's stop. Under the lock of {@link Interruption}. */
final class StopProgress {

  private @Nullable StopCause cause;
  private boolean abandoned;

  /** A limit or a close takes the place of an earlier request, never the other way round. */
  void ask(StopCause newCause) {
    if (cause == null || (cause.isRequest() && !abandoned)) {
      cause = newCause;
    }
  }

  /** The guest must not be entered again. */
  void abandon() {
    abandoned = true;
  }

  /** Notes the second stage, replacing any earlier cause. */
  void abandon(StopCause newCause) {
    abandoned = true;
    cause = newCause;
  }

  /** Returns whether only the first stage was requested. */
  boolean isSignalled() {
    return cause != null && !abandoned;
  }

  /** Returns whether a limit or a close is the cause. */
  boolean isForced() {
    return cause != null && !cause.isRequest();
  }

  boolean isAbandoned() {
    return abandoned;
  }

  /**
   * Checks that the guest may run on.
   *
   * @throws GuestStopped otherwise
   */
  void throwIfAbandoned() {
    if (abandoned && cause != null) {
      throw new GuestStopped(cause);
    }
  }

  Stopped stopped() {
    return new Stopped(Optional.ofNullable(cause), abandoned);
  }
}
