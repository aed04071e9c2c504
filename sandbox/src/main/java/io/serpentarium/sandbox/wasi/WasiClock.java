package io.serpentarium.sandbox.wasi;

/** The clocks that a guest may read, all in nanoseconds. */
public interface WasiClock {

  /** Returns the nanoseconds since 1970-01-01T00:00Z. */
  long realtime();

  /** Returns the nanoseconds since some moment in the past; never goes back. */
  long monotonic();

  /** CPU time of the calling thread. */
  long cpuTime();
}
