package io.serpentarium.sandbox.python;

/**
 * The guest that an {@link Interruption} stops. All calls under its lock.
 *
 * @param signal the first stage
 * @param kill the second stage
 * @param visit makes the guest call {@link Interruption#checkpoint}, if the engine can do that
 */
record StopTarget(GuestSignal signal, Runnable kill, Runnable visit) {

  /** Nothing is there to be stopped. */
  static final StopTarget NONE = new StopTarget(new NoSignal(), () -> {}, () -> {});

  private static final class NoSignal implements GuestSignal {

    @Override
    public void raise() {}

    @Override
    public void nudge() {}

    @Override
    public boolean pending() {
      return false;
    }

    @Override
    public void repeat() {}

    @Override
    public void clear() {}
  }
}
