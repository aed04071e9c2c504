package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.python.Interruption.Stopped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far the stop of one execution has come. Under the lock of {@link Interruption}. */
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

  /** Likewise, whatever it was asked for before. */
  void abandon(StopCause newCause) {
    abandoned = true;
    cause = newCause;
  }

  /** Whether the first stage is all that was asked for. */
  boolean isSignalled() {
    return cause != null && !abandoned;
  }

  /** Whether a limit or a close is the cause. */
  boolean isForced() {
    return cause != null && !cause.isRequest();
  }

  boolean isAbandoned() {
    return abandoned;
  }

  /**
   * Lets pass a guest that may run on.
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
