package io.serpentarium.sandbox.wasi;

import java.util.function.BooleanSupplier;

/**
 * The one place where a guest's thread waits: in sleep, in a read of stdin, in a write that a slow
 * reader holds back. Costs no CPU, and wakes immediately on interrupt.
 */
public interface GuestWait {

  /** The reason for which a wait ended. */
  enum Wake {
    /** The condition holds. */
    READY,
    /** The deadline passed. */
    TIMED_OUT,
    /** An interrupt is pending: the import answers EINTR. */
    INTERRUPTED
  }

  /** A deadline that never comes. */
  long FOREVER = Long.MAX_VALUE;

  /**
   * Waits until {@code ready} answers true, the deadline, or an interrupt. With an interrupt
   * pending, returns {@link Wake#INTERRUPTED} immediately, unless {@code ready} holds already.
   *
   * @param ready the condition, evaluated under the wait's own lock; must not block
   * @param deadlineNanos the deadline on the scale of {@link System#nanoTime()}, or {@link
   *     #FOREVER}
   * @throws RuntimeException if the guest is to be stopped rather than interrupted; must propagate,
   *     since it traps the guest
   */
  Wake until(BooleanSupplier ready, long deadlineNanos);
}
