package io.serpentarium.sandbox.python;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Platform threads whose stacks hold a guest's native frames and the host functions above them. */
final class GuestThreads {

  private static final long KEEP_ALIVE_SECONDS = 30;

  private final long stackBytes;

  /**
   * Threads with the stack that an engine needs.
   *
   * @param stackBytes reserved and not committed
   */
  GuestThreads(long stackBytes) {
    this.stackBytes = stackBytes;
  }

  ThreadFactory factory(String prefix) {
    AtomicLong number = new AtomicLong();
    return task -> {
      Thread thread = new Thread(null, task, prefix + number.incrementAndGet(), stackBytes);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Returns a factory of threads that run only when the others leave a processor idle. */
  ThreadFactory backgroundFactory(String prefix) {
    ThreadFactory threads = factory(prefix);
    return task ->
        threads.newThread(
            () -> {
              BackgroundPriority.take();
              task.run();
            });
  }

  /** Returns an executor that runs at most {@code most} guests at a time, and refuses any more. */
  ExecutorService executor(String prefix, int most) {
    return new ThreadPoolExecutor(
        0, most, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), factory(prefix));
  }
}
