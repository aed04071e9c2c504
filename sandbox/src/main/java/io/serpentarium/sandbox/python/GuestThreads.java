package io.serpentarium.sandbox.python;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Platform threads whose stacks hold a guest's native frames and the host functions above them. */
final class GuestThreads {

  /** Bytes of stack, reserved and not committed: several times what the engine lets a guest use. */
  private static final long STACK_BYTES = 16L << 20;

  private static final long KEEP_ALIVE_SECONDS = 30;

  private GuestThreads() {}

  static ThreadFactory factory(String prefix) {
    return new Factory(prefix);
  }

  /** An executor that runs at most {@code most} guests at once, and refuses any more. */
  static ExecutorService executor(int most) {
    return new ThreadPoolExecutor(
        0,
        most,
        KEEP_ALIVE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        factory("serpentarium-guest-"));
  }

  private static final class Factory implements ThreadFactory {

    private final String prefix;
    private final AtomicLong number = new AtomicLong();

    Factory(String prefix) {
      this.prefix = prefix;
    }

    @Override
    public Thread newThread(Runnable task) {
      Thread thread = new Thread(null, task, prefix + number.incrementAndGet(), STACK_BYTES);
      thread.setDaemon(true);
      return thread;
    }
  }
}
