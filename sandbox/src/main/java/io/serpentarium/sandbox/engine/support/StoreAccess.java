package io.serpentarium.sandbox.engine.support;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The exclusive use of a store: by one thread at a time, which may re-enter from a host function,
 * and by none after the end.
 *
 * <p>Wasmtime leaves this to its caller (the C API) or makes a thread wait until the guest returns
 * (kawamuray's lock). Here a second thread is refused instead.
 */
public final class StoreAccess {

  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean running;
  private volatile boolean ended;

  /**
   * Runs guest code.
   *
   * @throws IllegalStateException after the end, or while another thread runs guest code
   */
  public <T> T running(Supplier<T> call) {
    enter();
    running = true;
    try {
      return call.get();
    } finally {
      running = !outermost();
      lock.unlock();
    }
  }

  /** Returns whether the present call into the guest is not made from a host function. */
  public boolean outermost() {
    return lock.getHoldCount() == 1;
  }

  /**
   * Runs an action that needs the store but no guest code.
   *
   * @throws IllegalStateException if another thread uses the store, or after the end
   */
  public void using(Runnable use) {
    enter();
    try {
      use.run();
    } finally {
      lock.unlock();
    }
  }

  /** Runs a use of the store, or returns the known value if another thread has the store. */
  public <T> T usingOr(Supplier<T> use, Supplier<T> known) {
    if (!lock.tryLock()) {
      return known.get();
    }
    try {
      requireOpen();
      return use.get();
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether the current thread uses the store. */
  boolean isHeld() {
    return lock.isHeldByCurrentThread();
  }

  /**
   * Begins a use, which {@link #release} ends.
   *
   * @throws IllegalStateException if another thread uses the store, or after the end
   */
  void acquire() {
    enter();
  }

  void release() {
    lock.unlock();
  }

  /**
   * Ends all use; a second call does nothing.
   *
   * @throws IllegalStateException while guest code runs
   */
  public void end(Runnable release) {
    if (running) {
      throw new IllegalStateException("a call is under way");
    }
    lock.lock();
    try {
      if (!ended) {
        ended = true;
        release.run();
      }
    } finally {
      lock.unlock();
    }
  }

  private void enter() {
    if (running && !lock.isHeldByCurrentThread()) {
      throw new IllegalStateException("another thread is in a call");
    }
    lock.lock();
    if (ended) {
      lock.unlock();
      requireOpen();
    }
  }

  private void requireOpen() {
    if (ended) {
      throw new IllegalStateException("the instance is closed");
    }
  }
}
