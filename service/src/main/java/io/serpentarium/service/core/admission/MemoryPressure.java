package io.serpentarium.service.core.admission;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.serpentarium.sandbox.SandboxSaturatedException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Watches how close the container is to running out of memory, whatever the {@link Ledger} says.
 * Under high pressure new work is refused, that of tenants who have little last, and idle sessions
 * hibernate. Thread-safe; may read files.
 */
public final class MemoryPressure {

  /** Percent of the time in which all of the container waits for memory that are too much. */
  private static final long MOST_STALLED = 20;

  /** The divisor of the reserve that gives what has to be left for any work. */
  private static final long LAST = 2;

  private final long reserve;
  private final LongSupplier available;
  private final LongSupplier stalled;

  /**
   * A look at the container.
   *
   * @param reserve bytes that have to be left
   * @param available bytes that are left now
   * @param stalled the percent of the last seconds in which all waited for memory
   */
  public MemoryPressure(long reserve, LongSupplier available, LongSupplier stalled) {
    this.reserve = reserve;
    this.available = available;
    this.stalled = stalled;
  }

  /** Registers a meter of the memory left. */
  public MemoryPressure measuredBy(MeterRegistry registry) {
    Gauge.builder("serpentarium.memory.available", available, LongSupplier::getAsLong)
        .description("Memory that the container, or else the machine, has left")
        .baseUnit("bytes")
        .register(registry);
    return this;
  }

  /** Returns whether too little memory is left for new work. */
  public boolean isHigh() {
    return available.getAsLong() < reserve || stalled.getAsLong() > MOST_STALLED;
  }

  /**
   * Admits new work, whichever tenant it is for.
   *
   * @throws SandboxSaturatedException while the pressure is high
   */
  public void requireRoom() {
    requireRoom(() -> false);
  }

  /**
   * Admits new work.
   *
   * @param hasLittle whether whom it is for has little, who is refused nothing until half of the
   *     reserve is used up: what he may add is part of what the reserve is for
   * @throws SandboxSaturatedException while the pressure is high
   */
  public void requireRoom(BooleanSupplier hasLittle) {
    if (isHigh() && (available.getAsLong() < reserve / LAST || !hasLittle.getAsBoolean())) {
      throw new SandboxSaturatedException("the node is short of memory");
    }
  }
}
