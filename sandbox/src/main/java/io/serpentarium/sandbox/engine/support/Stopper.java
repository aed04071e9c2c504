package io.serpentarium.sandbox.engine.support;

/** Ends running guest code. Called by its {@link GuestGate} only. */
public interface Stopper {

  /** Leaves it to the guest to come by. */
  Stopper NONE =
      new Stopper() {
        @Override
        public void stop() {}

        @Override
        public void restore() {}
      };

  /** Makes running guest code trap. From any thread; repeated while it has not. */
  void stop();

  /** Undoes what {@link #stop} did to the memory, when the guest's thread has left its code. */
  void restore();
}
