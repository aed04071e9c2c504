package io.serpentarium.sandbox.engine.support;

import io.serpentarium.sandbox.engine.Trap;
import io.serpentarium.sandbox.engine.Trap.Kind;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The border between guest code and the host, which the guest's thread passes at every call in
 * either direction.
 *
 * <p>A kill acts on guest code only, never on a host function: a host function under way goes on,
 * and the guest is not entered after it. Nothing but guest code is therefore exposed to the effect
 * of {@link Stopper#stop}.
 */
public final class GuestGate {

  private static final int OUTSIDE = 0;
  private static final int INSIDE = 1;
  private static final int STOPPED = 2;

  private final Stopper stopper;
  private final AtomicInteger place = new AtomicInteger(OUTSIDE);
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Kind killed;
  private volatile @Nullable Thread visitor;
  private boolean closed;

  /** A gate with the guest's thread outside. */
  public GuestGate(Stopper stopper) {
    this.stopper = stopper;
  }

  /**
   * The guest's thread is about to run guest code: by a call, or back from a host function.
   *
   * @throws Trap if the instance was killed; the thread is outside then
   */
  public void enter() {
    place.set(INSIDE);
    if (killed != null) {
      leave();
      requireAlive();
    }
  }

  /** The guest's thread has left guest code: into a host function, or out of a call. Idempotent. */
  public void leave() {
    if (place.getAndSet(OUTSIDE) == STOPPED) {
      lock.lock();
      try {
        stopper.restore();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Throws the trap of a killed instance. */
  public void requireAlive() {
    Kind kind = killed;
    if (kind != null) {
      throw new Trap(kind, kind == Kind.DEADLINE ? "the deadline passed" : "killed by the host");
    }
  }

  /** Returns the reason of the kill, or null. */
  public @Nullable Kind killed() {
    return killed;
  }

  /** Kills the instance; the first kind stays. From any thread, of no effect after the close. */
  public void kill(Kind kind) {
    lock.lock();
    try {
      if (closed || killed != null) {
        return;
      }
      killed = kind;
      if (place.compareAndSet(INSIDE, STOPPED)) {
        stopper.stop();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Kills the instance only if guest code runs and the reason holds: it is asked while the guest's
   * thread can neither enter nor leave.
   */
  public void killInside(Kind kind, BooleanSupplier reason) {
    lock.lock();
    try {
      if (closed || killed != null || !place.compareAndSet(INSIDE, STOPPED)) {
        return;
      }
      if (reason.getAsBoolean()) {
        killed = kind;
        stopper.stop();
      } else {
        place.compareAndSet(STOPPED, INSIDE);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Stops guest code once more that was killed and has not trapped yet. */
  void stopAgain() {
    lock.lock();
    try {
      if (place.get() == STOPPED) {
        stopper.stop();
      }
    } finally {
      lock.unlock();
    }
  }

  /** See {@link io.serpentarium.sandbox.engine.Instance#whileAlive}. */
  public boolean whileAlive(Runnable access) {
    lock.lock();
    try {
      if (closed || killed != null) {
        return false;
      }
      access.run();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether the current thread is in {@link #whileAlive}, or visits the guest. */
  boolean isHeld() {
    return lock.isHeldByCurrentThread() || visitor == Thread.currentThread();
  }

  /**
   * The current thread acts for the guest's, which stands still in guest code: as if that had left
   * into a host function.
   *
   * @throws Trap if the instance was killed
   */
  void beginVisit() {
    visitor = Thread.currentThread();
    leave();
    requireAlive();
  }

  /**
   * Notes that the guest's thread is about to go on.
   *
   * @throws Trap if the guest was killed
   */
  void endVisit() {
    visitor = null;
    enter();
  }

  /** The guest's thread is about to go on, and must trap; for this reason unless there is one. */
  void stopVisited(Kind kind) {
    lock.lock();
    try {
      visitor = null;
      killed = killed == null ? kind : killed;
      place.set(STOPPED);
      stopper.stop();
    } finally {
      lock.unlock();
    }
  }

  /** Keeps kills and accesses out from now on, having waited for those under way. */
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }
}
