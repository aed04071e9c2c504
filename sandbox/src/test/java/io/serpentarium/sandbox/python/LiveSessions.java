package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Opens sessions and keeps them, and tells what they take. */
final class LiveSessions implements AutoCloseable {

  /** How many of the last opened sessions are timed. */
  private static final int TIMED = 100;

  private final Sandbox sandbox;
  private final List<Session> sessions = new ArrayList<>();
  private final long kibibytesBefore = proportionalKibibytes();

  LiveSessions(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  /**
   * Opens sessions until there are so many.
   *
   * @return milliseconds of each of the last ones, with its first execution
   */
  Samples growTo(int count) {
    IntStream.range(sessions.size(), count - TIMED).forEach(i -> add());
    return Samples.of(IntStream.range(0, TIMED).mapToDouble(i -> add()).toArray());
  }

  private double add() {
    long start = System.nanoTime();
    Session session = SandboxExtension.open(sandbox);
    sessions.add(session);
    SandboxExtension.run(session, "x = 1");
    return Timings.millisSince(start);
  }

  int count() {
    return sessions.size();
  }

  /** Growth of the process's proportional set size, heap included, for each session. */
  double kibibytesEach() {
    return (proportionalKibibytes() - kibibytesBefore) / (double) sessions.size();
  }

  private static long proportionalKibibytes() {
    System.gc();
    try {
      return Files.readAllLines(Path.of("/proc/self/smaps_rollup")).stream()
          .filter(line -> line.startsWith("Pss:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    sessions.forEach(Session::close);
  }
}
