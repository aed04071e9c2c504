package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.wasi.GuestAlarms.Clock;
import io.serpentarium.sandbox.wasi.GuestWait;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
 * returns to the guest any more, and guest code traps immediately or, on an engine that cannot do
 * that, at its deadline.
 *
 * <p>An interrupted guest has limited time to end. When it then asks for input without a signal
 * pending, it has handled the interrupt and is left alone; a wait for the reader of its output does
 * not count.
 */
final class Interruption implements GuestWait {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Held held = lock::unlock;

  private final InterruptGrace grace = new InterruptGrace();
  private final Alarms alarms = new Alarms();
  private volatile @Nullable CpuTurn turn;
  private volatile Runnable follower = () -> {};
  private StopTarget target = StopTarget.NONE;
  private @Nullable Object current;
  private StopProgress progress = new StopProgress();
  private Runnable beforeWait = () -> {};
  private Runnable afterWait = () -> {};

  /** Sets the guest to stop, and stops it if that was requested already. */
  void attach(StopTarget newTarget) {
    try (Held _ = locked()) {
      target = newTarget;
      if (progress.isAbandoned()) {
        target.kill().run();
      } else if (progress.isSignalled()) {
        target.signal().raise();
      }
    }
  }

  /** Forgets the guest to stop, until another one is attached. */
  void detach() {
    try (Held _ = locked()) {
      target = StopTarget.NONE;
    }
  }

  /** Begins an execution: until {@link #end} stops meant for it take effect. */
  void begin(Object execution) {
    try (Held _ = locked()) {
      current = execution;
    }
  }

  /**
   * Sets the actions around waits of the running execution, on the guest's thread and under this
   * object's lock.
   *
   * @param begins an action to run before the guest waits
   * @param ends an action to run when it has waited
   */
  void onWaits(Runnable begins, Runnable ends) {
    try (Held _ = locked()) {
      beforeWait = begins;
      afterWait = ends;
    }
  }

  /**
   * The way in which an execution was stopped.
   *
   * @param cause the reason, if it was stopped
   * @param killed whether the guest must not be entered again
   */
  record Stopped(Optional<StopCause> cause, boolean killed) {}

  /**
   * Ends the execution; requests to stop it that came too late are forgotten. The guest must not
   * run.
   */
  Stopped end() {
    try (Held _ = locked()) {
      Stopped stopped = progress.stopped();
      boolean rang = alarms.clear();
      if (progress.isSignalled() || rang) {
        target.signal().clear();
      }
      current = null;
      progress = new StopProgress();
      grace.stop();
      beforeWait = () -> {};
      afterWait = () -> {};
      return stopped;
    }
  }

  /**
   * Stops an execution, first stage.
   *
   * @return whether it is still the one that runs
   */
  @SuppressWarnings("ReferenceEquality") // an execution is itself and no other
  boolean stop(Object execution, StopCause cause) {
    try (Held _ = locked()) {
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
    }
  }

  /** Returns whether an interrupt has been neither obeyed nor handled for the given time. */
  boolean ignoredFor(Duration time) {
    try (Held _ = locked()) {
      return grace.isLongerThan(time);
    }
  }

  /** Second stage: the guest is killed, and the host function that it waits in does not return. */
  void abandon(Object execution, StopCause cause) {
    try (Held _ = locked()) {
      if (!progress.isAbandoned() && stop(execution, cause)) {
        progress.abandon();
        target.kill().run();
      }
    }
  }

  /** Sets one of the guest's timers, as {@link io.serpentarium.sandbox.wasi.GuestAlarms} says. */
  void setAlarm(Clock clock, long delayNanos) {
    lock.lock();
    try {
      alarms.set(clock, delayNanos);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes the guest look for signals when a timer of its own has expired, and once more if it has
   * not taken one, because its own update may have undone it.
   */
  void redeliver() {
    try (Held _ = locked()) {
      if (!progress.isAbandoned()) {
        ring();
        target.signal().repeat();
      }
    }
  }

  /** Returns whether a limit or a close is already stopping the guest. */
  boolean forced() {
    try (Held _ = locked()) {
      return progress.isForced();
    }
  }

  /** Makes the guest call {@link #checkpoint} soon, if the engine can do that. */
  void visit() {
    try (Held _ = locked()) {
      if (!progress.isAbandoned()) {
        target.visit().run();
      }
    }
  }

  /**
   * The guest comes by, on its own thread: it may have to let another one run.
   *
   * @return whether an interrupt waits to be taken by the guest
   * @throws GuestStopped if the guest must not run on
   */
  boolean checkpoint() {
    CpuTurn now = turn;
    if (now != null) {
      now.checkpoint();
    }
    return pending();
  }

  /** Sets the turn that uses the processor from now on, or null for code that does not share it. */
  void setTurn(@Nullable CpuTurn newTurn) {
    turn = newTurn;
  }

  /** Waits for a permit to run; interrupts are for later. */
  void untilGranted(BooleanSupplier granted) {
    uninterrupted(granted, FOREVER);
  }

  private void uninterrupted(BooleanSupplier ready, long deadlineNanos) {
    try (Held _ = locked()) {
      boolean inTime = true;
      while (inTime && !ready.getAsBoolean()) {
        progress.throwIfAbandoned();
        inTime = await(deadlineNanos);
      }
    }
  }

  /** Waits as {@link #until} does, for a future that another thread completes. */
  Wake untilDone(CompletableFuture<?> done) {
    // Not for the stage that this returns, which is done only after it has woken who waits.
    var _ = done.whenComplete((value, failure) -> wake());
    return until(done::isDone, FOREVER);
  }

  /** Makes every wait check its condition again. */
  void wake() {
    try (Held _ = locked()) {
      changed.signalAll();
    }
    follower.run();
  }

  /** Sets an action to run with each {@link #wake}, without any lock. */
  void setFollower(Runnable newFollower) {
    follower = newFollower;
  }

  /**
   * Returns whether an interrupt waits to be taken by the guest.
   *
   * @throws GuestStopped if the guest must not run on
   */
  boolean pending() {
    try (Held _ = locked()) {
      progress.throwIfAbandoned();
      return signalPending();
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

  /** Waits as {@link #until} does, for something that ends soon; interrupts are for later. */
  void untilSoon(BooleanSupplier ready, long deadlineNanos) {
    CpuTurn now = turn;
    if (now != null) {
      now.end();
    }
    uninterrupted(ready, deadlineNanos);
    if (now != null) {
      now.begin();
    }
  }

  private boolean isOver(BooleanSupplier ready) {
    try (Held _ = locked()) {
      return ready.getAsBoolean() || progress.isAbandoned() || signalPending();
    }
  }

  private Wake untilWoken(BooleanSupplier ready, long deadlineNanos) {
    try (Held _ = locked()) {
      return untilWokenHolding(ready, deadlineNanos);
    }
  }

  private Wake untilWokenHolding(BooleanSupplier ready, long deadlineNanos) {
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
        long alarmNanos = alarms.nextNanos();
        boolean rings = alarmNanos < deadlineNanos;
        if (!await(rings ? alarmNanos : deadlineNanos) && !rings) {
          return Wake.TIMED_OUT;
        }
      }
    } finally {
      afterWait.run();
    }
  }

  /** The guest asks for input: an interrupt that it has taken is handled. */
  void askedForInput() {
    try (Held _ = locked()) {
      if (grace.isRunning() && !signalPending()) {
        grace.stop();
      }
    }
  }

  /**
   * Waits as {@link #until} does, for the reader of the output, which does not count against an
   * interrupt's grace.
   */
  Wake untilWritable(BooleanSupplier writable) {
    boolean wasRunning = suspendGrace();
    Wake wake = until(writable, FOREVER);
    if (wasRunning) {
      resumeGrace();
    }
    return wake;
  }

  private boolean suspendGrace() {
    try (Held _ = locked()) {
      boolean wasRunning = grace.isRunning();
      grace.stop();
      return wasRunning;
    }
  }

  private void resumeGrace() {
    try (Held _ = locked()) {
      grace.start();
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

  private void ring() {
    if (alarms.takeDue()) {
      target.signal().nudge();
    }
  }

  private boolean signalPending() {
    ring();
    return target.signal().pending();
  }

  /** Acquires the lock until the result is closed; allocates nothing. */
  private Held locked() {
    lock.lock();
    return held;
  }

  /** The lock, held. */
  private interface Held extends AutoCloseable {

    @Override
    void close();
  }
}
