package io.serpentarium.service.v1;

import io.serpentarium.sandbox.Limits;

/** Limits as the contract shows them. */
record LimitsView(
    long wallTimeMs, long cpuTimeMs, long memoryBytes, long outputBytes, long diskBytes) {

  static LimitsView of(Limits limits) {
    return new LimitsView(
        limits.wallTime().toMillis(),
        limits.cpuTime().toMillis(),
        limits.memoryBytes(),
        limits.outputBytes(),
        limits.diskBytes());
  }
}
