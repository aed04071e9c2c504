package io.serpentarium.sandbox.wasi;

/** The clocks that a guest may read, all in nanoseconds. */
public interface WasiClock {

  /** Since 1970-01-01T00:00Z. */
  long realtime();

  /** Since some moment in the past; never goes back. */
  long monotonic();

  /** CPU time of the calling thread. */
  long cpuTime();
}
