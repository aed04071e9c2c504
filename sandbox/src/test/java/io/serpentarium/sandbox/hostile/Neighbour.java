package io.serpentarium.sandbox.hostile;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A session that executes a cell of about a millisecond again and again, and takes its times. */
final class Neighbour implements AutoCloseable {

  private static final String CELL = "s = 0\nfor i in range(7000): s += i";

  /** Leaves the processors to others for most of the time, as a bot or a grader does. */
  private static final long PAUSE_NANOS = Duration.ofMillis(4).toNanos();

  private final Session session;
  private final Thread thread = new Thread(this::run, "neighbour");
  private final List<Long> times = new ArrayList<>();
  private long executions;
  private volatile boolean ended;

  Neighbour(Sandbox sandbox) {
    session = sandbox.open(SessionOptions.withLimits(Limits.DEFAULT));
  }

  void start() {
    thread.start();
  }

  /** Returns the times of all its executions in milliseconds since the last call, sorted. */
  double[] takeMillis() {
    synchronized (times) {
      double[] taken = times.stream().mapToDouble(nanos -> nanos / 1e6).sorted().toArray();
      times.clear();
      return taken;
    }
  }

  /** Returns when it has begun and ended that many executions more. */
  void awaitExecutions(int more) throws InterruptedException {
    synchronized (times) {
      long wanted = executions + 1 + more;
      while (executions < wanted) {
        times.wait();
      }
    }
  }

  private void run() {
    while (!ended) {
      long start = System.nanoTime();
      Attack.execute(session, CELL);
      synchronized (times) {
        times.add(System.nanoTime() - start);
        executions++;
        times.notifyAll();
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  @Override
  public void close() {
    ended = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    session.close();
  }
}
