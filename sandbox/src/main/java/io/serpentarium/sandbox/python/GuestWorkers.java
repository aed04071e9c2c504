package io.serpentarium.sandbox.python;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads on which guests are made: a caller's own stack is too small for that. */
final class GuestWorkers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(GuestWorkers.class);
  private static final int THREADS = 2;
  private static final int CLOSE_SECONDS = 10;

  private final ExecutorService threads;

  /**
   * Creates workers whose threads start on demand.
   *
   * @param factory a factory of threads whose stacks are large enough
   */
  GuestWorkers(ThreadFactory factory) {
    this.threads = Executors.newFixedThreadPool(THREADS, factory);
  }

  /**
   * Runs a task later.
   *
   * @return whether it will run; not after the close
   */
  boolean execute(Runnable task) {
    try {
      threads.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /**
   * Runs a task and waits for it; its exceptions are passed on.
   *
   * @throws IllegalStateException after the close
   */
  <T> T call(Supplier<T> task) {
    try {
      return threads.submit(task::get).get();
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException("the sandbox is closed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while making an instance", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("The threads that make guests did not stop");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
