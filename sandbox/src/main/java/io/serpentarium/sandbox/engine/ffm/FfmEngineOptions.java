package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.InterruptionMode;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The options of an engine.
 *
 * @param interruption the way to interrupt running guests
 * @param cacheDirectory the directory in which compiled modules are kept from one start to the
 *     next, or null; created if missing, and made accessible to its owner only (mode 0700)
 * @param tick the interval of checking deadlines; positive
 * @param maxMemoryBytes the most linear memory that an instance may have, at most 4 GiB
 * @param cpu the processors for which the code is compiled
 */
public record FfmEngineOptions(
    InterruptionMode interruption,
    @Nullable Path cacheDirectory,
    Duration tick,
    long maxMemoryBytes,
    CpuTarget cpu) {

  private static final Duration DEFAULT_TICK = Duration.ofMillis(10);
  private static final long DEFAULT_MAX_MEMORY_BYTES = 256L << 20;
  private static final long MOST_MEMORY_BYTES = 4L << 30;

  /** The usual mode, no cache, a tick of 10 ms, 256 MiB, this machine's processor. */
  public static final FfmEngineOptions DEFAULT =
      new FfmEngineOptions(
          InterruptionMode.usual(), null, DEFAULT_TICK, DEFAULT_MAX_MEMORY_BYTES, CpuTarget.HOST);

  /** Checks the ranges. */
  public FfmEngineOptions {
    if (!tick.isPositive()) {
      throw new IllegalArgumentException("tick must be positive: " + tick);
    }
    if (maxMemoryBytes < 0 || maxMemoryBytes > MOST_MEMORY_BYTES) {
      throw new IllegalArgumentException("maxMemoryBytes is out of range: " + maxMemoryBytes);
    }
  }

  /** Returns these options with another way to reach running guests. */
  public FfmEngineOptions withInterruption(InterruptionMode mode) {
    return new FfmEngineOptions(mode, cacheDirectory, tick, maxMemoryBytes, cpu);
  }

  /** Returns these options with a directory for compiled modules. */
  public FfmEngineOptions withCache(Path directory) {
    return new FfmEngineOptions(interruption, directory, tick, maxMemoryBytes, cpu);
  }

  /** Returns these options with another tick. */
  public FfmEngineOptions withTick(Duration length) {
    return new FfmEngineOptions(interruption, cacheDirectory, length, maxMemoryBytes, cpu);
  }

  /** Returns these options with another limit of linear memory. */
  public FfmEngineOptions withMaxMemoryBytes(long bytes) {
    return new FfmEngineOptions(interruption, cacheDirectory, tick, bytes, cpu);
  }

  /** Returns these options for other processors. */
  public FfmEngineOptions withCpu(CpuTarget target) {
    return new FfmEngineOptions(interruption, cacheDirectory, tick, maxMemoryBytes, target);
  }
}
