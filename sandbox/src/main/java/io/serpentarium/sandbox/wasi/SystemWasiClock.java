package io.serpentarium.sandbox.wasi;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;

/**
 * The host's clocks; the monotonic one starts with this object, so that it does not reveal the
 * uptime.
 */
public final class SystemWasiClock implements WasiClock {

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final long origin = System.nanoTime() - NANOS_PER_SECOND;
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  @Override
  public long realtime() {
    Instant now = Instant.now();
    return now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
  }

  @Override
  public long monotonic() {
    return System.nanoTime() - origin;
  }

  @Override
  public long cpuTime() {
    return threads.getCurrentThreadCpuTime();
  }
}
