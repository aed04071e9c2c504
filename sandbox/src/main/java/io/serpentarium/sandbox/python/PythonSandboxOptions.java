package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.vfs.FileQuota;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a sandbox.
 *
 * @param cacheDirectory the directory in which compiled code is kept between starts; created if
 *     missing, owner-only
 * @param poolSize the number of instances to keep ready, 0 or more
 * @param maxSessions the most sessions that may be open at the same time, at least 1
 * @param maxExecutions the most executions that may run at the same time, at least 1
 * @param maxOpenFiles the most descriptors of one session, its standard streams included
 * @param maxInodes the most files and directories of one session
 * @param interruptGrace the time in which an interrupted program must end before it is stopped and
 *     its session rolled back; positive
 * @param cpuPermits the most guests that run at the same time while others wait for their turn, at
 *     least 1
 * @param wheelhouse a directory of pure wheels, read once at the start, that every session can
 *     import; or null
 * @param extensionsAhead whether extension modules are compiled in the background from the start
 *     on; otherwise each is at its first import, which takes seconds if no cache has it
 */
public record PythonSandboxOptions(
    Path cacheDirectory,
    int poolSize,
    int maxSessions,
    int maxExecutions,
    int maxOpenFiles,
    int maxInodes,
    Duration interruptGrace,
    int cpuPermits,
    @Nullable Path wheelhouse,
    boolean extensionsAhead) {

  public PythonSandboxOptions {
    requireAtLeast("poolSize", poolSize, 0);
    requireAtLeast("maxSessions", maxSessions, 1);
    requireAtLeast("maxExecutions", maxExecutions, 1);
    requireAtLeast("maxOpenFiles", maxOpenFiles, 8);
    requireAtLeast("maxInodes", maxInodes, 8);
    requireAtLeast("cpuPermits", cpuPermits, 1);
    if (!interruptGrace.isPositive()) {
      throw new IllegalArgumentException("interruptGrace must be positive: " + interruptGrace);
    }
  }

  /** 8 instances ready, 1,000 sessions, 256 executions, 256 descriptors, 10,000 inodes, 1 s. */
  public static PythonSandboxOptions withCache(Path cacheDirectory) {
    return new PythonSandboxOptions(
        cacheDirectory,
        8,
        1_000,
        256,
        256,
        10_000,
        Duration.ofSeconds(1),
        Runtime.getRuntime().availableProcessors(),
        null,
        false);
  }

  public PythonSandboxOptions withPoolSize(int size) {
    return new PythonSandboxOptions(
        cacheDirectory,
        size,
        maxSessions,
        maxExecutions,
        maxOpenFiles,
        maxInodes,
        interruptGrace,
        cpuPermits,
        wheelhouse,
        extensionsAhead);
  }

  public PythonSandboxOptions withMaxSessions(int sessions) {
    return new PythonSandboxOptions(
        cacheDirectory,
        poolSize,
        sessions,
        maxExecutions,
        maxOpenFiles,
        maxInodes,
        interruptGrace,
        cpuPermits,
        wheelhouse,
        extensionsAhead);
  }

  public PythonSandboxOptions withMaxExecutions(int executions) {
    return new PythonSandboxOptions(
        cacheDirectory,
        poolSize,
        maxSessions,
        executions,
        maxOpenFiles,
        maxInodes,
        interruptGrace,
        cpuPermits,
        wheelhouse,
        extensionsAhead);
  }

  public PythonSandboxOptions withInterruptGrace(Duration grace) {
    return new PythonSandboxOptions(
        cacheDirectory,
        poolSize,
        maxSessions,
        maxExecutions,
        maxOpenFiles,
        maxInodes,
        grace,
        cpuPermits,
        wheelhouse,
        extensionsAhead);
  }

  public PythonSandboxOptions withWheelhouse(@Nullable Path folder) {
    return new PythonSandboxOptions(
        cacheDirectory,
        poolSize,
        maxSessions,
        maxExecutions,
        maxOpenFiles,
        maxInodes,
        interruptGrace,
        cpuPermits,
        folder,
        extensionsAhead);
  }

  public PythonSandboxOptions withExtensionsAhead(boolean ahead) {
    return new PythonSandboxOptions(
        cacheDirectory,
        poolSize,
        maxSessions,
        maxExecutions,
        maxOpenFiles,
        maxInodes,
        interruptGrace,
        cpuPermits,
        wheelhouse,
        ahead);
  }

  public PythonSandboxOptions withCpuPermits(int permits) {
    return new PythonSandboxOptions(
        cacheDirectory,
        poolSize,
        maxSessions,
        maxExecutions,
        maxOpenFiles,
        maxInodes,
        interruptGrace,
        permits,
        wheelhouse,
        extensionsAhead);
  }

  /** The quota of a session's files. */
  FileQuota quota(long bytes) {
    return new FileQuota(bytes, maxInodes);
  }

  private static void requireAtLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s must be at least %d: %d".formatted(name, least, value));
    }
  }
}
