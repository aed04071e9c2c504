package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.vfs.FileQuota;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a sandbox is set up.
 *
 * @param cacheDirectory where compiled code is kept between starts; made when missing, owner-only
 * @param poolSize instances to hold ready, 0 or more
 * @param maxSessions sessions that may be open at once, at least 1
 * @param maxExecutions executions that may run at once, at least 1
 * @param maxOpenFiles descriptors of one session, its standard streams included
 * @param maxInodes files and directories of one session
 * @param interruptGrace how long an interrupted program may take to end before it is stopped and
 *     its session rolled back; positive
 * @param cpuPermits guests that run at once while others wait for their turn, at least 1
 * @param wheelhouse a folder of pure wheels, read once at the start, that every session can import;
 *     or null
 * @param extensionsAhead whether extension modules are compiled in the background from the start
 *     on; otherwise each is when it is first imported, which takes seconds where no cache has it
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
