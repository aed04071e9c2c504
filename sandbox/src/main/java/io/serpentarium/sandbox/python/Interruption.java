package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.wasi.GuestWait;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The stopping of one guest, and the waits that a stop must end.
 *
 * <p>A stop has two stages. First CPython's signal flags are raised, which ends bytecode and, with
 * EINTR, every wait as KeyboardInterrupt. {@link #abandon} kills the instance: no host function
 * returns to the guest any more, and guest code traps at once or, on an engine that cannot do that,
 * at its deadline.
 *
 * <p>A guest that somebody interrupted has a time to end. When it then asks for input without a
 * signal pending, it has handled the interrupt and is left alone; a wait for whoever reads its
 * output does not count.
 */
final class Interruption implements GuestWait {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  private final InterruptGrace grace = new InterruptGrace();
  private volatile @Nullable CpuTurn turn;
  private StopTarget target = StopTarget.NONE;
  private @Nullable Object current;
  private StopProgress progress = new StopProgress();
  private Runnable beforeWait = () -> {};
  private Runnable afterWait = () -> {};

  /** Sets what it stops, and stops it when that was asked for already. */
  void attach(StopTarget newTarget) {
    lock.lock();
    try {
      target = newTarget;
      if (progress.isAbandoned()) {
        target.kill().run();
      } else if (progress.isSignalled()) {
        target.signal().raise();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Forgets what it stops, until something else is attached. */
  void detach() {
    lock.lock();
    try {
      target = StopTarget.NONE;
    } finally {
      lock.unlock();
    }
  }

  /** Begins an execution: until {@link #end} stops meant for it take effect. */
  void begin(Object execution) {
    lock.lock();
    try {
      current = execution;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Tells of the waits of the execution that runs, on the guest's thread and under this object's
   * lock.
   *
   * @param begins run before the guest waits
   * @param ends run when it has waited
   */
  void onWaits(Runnable begins, Runnable ends) {
    lock.lock();
    try {
      beforeWait = begins;
      afterWait = ends;
    } finally {
      lock.unlock();
    }
  }

  /**
   * How an execution was stopped.
   *
   * @param cause why, if it was
   * @param killed whether the guest must not be entered again
   */
  record Stopped(Optional<StopCause> cause, boolean killed) {}

  /** Ends the execution; what was to stop it and did not is forgotten. The guest must not run. */
  Stopped end() {
    lock.lock();
    try {
      Stopped stopped = progress.stopped();
      if (progress.isSignalled()) {
        target.signal().clear();
      }
      current = null;
      progress = new StopProgress();
      grace.stop();
      beforeWait = () -> {};
      afterWait = () -> {};
      return stopped;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Stops an execution, first stage.
   *
   * @return whether it is still the one that runs
   */
  @SuppressWarnings("ReferenceEquality") // an execution is itself and no other
  boolean stop(Object execution, StopCause cause) {
    lock.lock();
    try {
      if (current != execution) {
        return false;
      }
      progress.ask(cause);
      if (cause.isRequest()) {
        grace.startUnlessRunning();
      }
      if (!progress.isAbandoned()) {
        target.signal().raise();
      }
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether an interrupt has been neither obeyed nor handled for so long. */
  boolean ignoredFor(Duration time) {
    lock.lock();
    try {
      return grace.isLongerThan(time);
    } finally {
      lock.unlock();
    }
  }

  /** Second stage: the guest is killed, and the host function that it waits in does not return. */
  void abandon(Object execution, StopCause cause) {
    lock.lock();
    try {
      if (!progress.isAbandoned() && stop(execution, cause)) {
        progress.abandon();
        target.kill().run();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Repeats a signal that the guest has not taken, because its own update may have undone it. */
  void redeliver() {
    lock.lock();
    try {
      if (!progress.isAbandoned()) {
        target.signal().repeat();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether a limit or a close is already stopping the guest. */
  boolean forced() {
    lock.lock();
    try {
      return progress.isForced();
    } finally {
      lock.unlock();
    }
  }

  /** Has the guest come to {@link #checkpoint} soon, if the engine can do that. */
  void visit() {
    lock.lock();
    try {
      if (!progress.isAbandoned()) {
        target.visit().run();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * The guest comes by, on its own thread: it may have to let another one run.
   *
   * @return whether an interrupt waits to be taken by the guest
   * @throws GuestStopped when the guest must not run on
   */
  boolean checkpoint() {
    CpuTurn now = turn;
    if (now != null) {
      now.checkpoint();
    }
    return pending();
  }

  /** What uses the processor from now on, or null for nothing that has to share it. */
  void setTurn(@Nullable CpuTurn newTurn) {
    turn = newTurn;
  }

  /** Waits for a permit to run; interrupts are for later. */
  void untilGranted(BooleanSupplier granted) {
    lock.lock();
    try {
      while (!granted.getAsBoolean()) {
        progress.throwIfAbandoned();
        await(FOREVER);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Has every wait look again at what it waits for. */
  void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether an interrupt waits to be taken by the guest.
   *
   * @throws GuestStopped when the guest must not run on
   */
  boolean pending() {
    lock.lock();
    try {
      progress.throwIfAbandoned();
      return signalPending();
    } finally {
      lock.unlock();
    }
  }

  /** A guest that waits gives its permit back, and wants one again before it goes on. */
  @Override
  public Wake until(BooleanSupplier ready, long deadlineNanos) {
    CpuTurn now = turn;
    if (now == null || isOver(ready)) {
      return untilWoken(ready, deadlineNanos);
    }
    now.end();
    Wake wake = untilWoken(ready, deadlineNanos);
    now.begin();
    return wake;
  }

  private boolean isOver(BooleanSupplier ready) {
    lock.lock();
    try {
      return ready.getAsBoolean() || progress.isAbandoned() || signalPending();
    } finally {
      lock.unlock();
    }
  }

  private Wake untilWoken(BooleanSupplier ready, long deadlineNanos) {
    lock.lock();
    try {
      while (true) {
        progress.throwIfAbandoned();
        if (ready.getAsBoolean()) {
          return Wake.READY;
        }
        if (signalPending()) {
          return Wake.INTERRUPTED;
        }
        beforeWait.run();
        if (!await(deadlineNanos)) {
          return Wake.TIMED_OUT;
        }
      }
    } finally {
      afterWait.run();
      lock.unlock();
    }
  }

  /** The guest asks for input: an interrupt that it has taken is handled. */
  void askedForInput() {
    lock.lock();
    try {
      if (grace.isRunning() && !signalPending()) {
        grace.stop();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits as {@link #until} does, for who reads the output: that is not the guest's fault. */
  Wake untilWritable(BooleanSupplier writable) {
    boolean wasRunning = suspendGrace();
    Wake wake = until(writable, FOREVER);
    if (wasRunning) {
      resumeGrace();
    }
    return wake;
  }

  private boolean suspendGrace() {
    lock.lock();
    try {
      boolean wasRunning = grace.isRunning();
      grace.stop();
      return wasRunning;
    } finally {
      lock.unlock();
    }
  }

  private void resumeGrace() {
    lock.lock();
    try {
      grace.start();
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("WaitNotInLoop") // the loop is in until
  private boolean await(long deadlineNanos) {
    try {
      if (deadlineNanos == FOREVER) {
        changed.await();
        return true;
      }
      long left = deadlineNanos - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      changed.await(left, TimeUnit.NANOSECONDS);
      return true;
    } catch (InterruptedException e) {
      // Only the sandbox's own shutdown interrupts guest threads.
      Thread.currentThread().interrupt();
      progress.abandon(StopCause.CLOSED);
      return true;
    }
  }

  private boolean signalPending() {
    return target.signal().pending();
  }
}
