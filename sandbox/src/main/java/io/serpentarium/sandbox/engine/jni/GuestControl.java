package io.serpentarium.sandbox.engine.jni;

import io.github.kawamuray.wasmtime.Store;
import io.serpentarium.sandbox.engine.support.GuestStop;

/** Stops one instance, from outside and at its deadline. */
interface GuestControl extends GuestStop {

  /** Prepares the store, before any guest code runs in it. */
  void prepare(Store<Void> store);
}
