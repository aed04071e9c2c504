package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.wasi.WasiClock;

/** The clocks of one guest: the host's, with a monotonic one that goes on from a snapshot's. */
final class GuestTime implements WasiClock {

  private final WasiClock host;
  private volatile long ahead;
  private long cpuOrigin;
  private long cpuSeen;

  GuestTime(WasiClock host) {
    this.host = host;
  }

  /** Sees to it that the monotonic clock shows at least this from now on. */
  void notBefore(long monotonicNanos) {
    ahead = Math.max(ahead, monotonicNanos - host.monotonic());
  }

  @Override
  public long realtime() {
    return host.realtime();
  }

  @Override
  public long monotonic() {
    return host.monotonic() + ahead;
  }

  /** Counts the CPU time of the calling thread from here on, continuing from the last reading. */
  void beginCpuTime() {
    cpuOrigin = host.cpuTime() - cpuSeen;
  }

  /** Returns the CPU time of the guest alone, without its threads' work between executions. */
  @Override
  public long cpuTime() {
    cpuSeen = host.cpuTime() - cpuOrigin;
    return cpuSeen;
  }
}
