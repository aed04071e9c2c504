package io.serpentarium.sandbox.engine.jni;

import io.github.kawamuray.wasmtime.Store;
import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.engine.support.GuestGate;
import java.time.Duration;

/** How one instance is stopped, from outside and at its deadline. */
interface GuestControl {

  /** The border that all calls of the instance pass. */
  GuestGate gate();

  /** Prepares the store, before any guest code runs in it. */
  void prepare(Store<Void> store);

  /** Tells it the memory, before anybody else has the instance. */
  void cover(GuestMemory memory, long base);

  /** See {@link io.serpentarium.sandbox.engine.Instance#setDeadline}. The store must be at rest. */
  void setDeadline(Duration fromNow);

  /** A call begins that is not inside another. */
  void callBegins();

  /** That call has ended. */
  void callEnds();
}
