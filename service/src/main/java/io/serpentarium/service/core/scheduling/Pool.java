package io.serpentarium.service.core.scheduling;

/** Threads for tasks that belong to somebody. */
@FunctionalInterface
public interface Pool {

  /**
   * Runs a task soon; does not block.
   *
   * @param owner by which the pool is fair
   * @throws java.util.concurrent.RejectedExecutionException when the pool takes no more of them
   */
  void execute(String owner, Runnable task);
}
