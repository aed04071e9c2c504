package io.serpentarium.service.core.scheduling;

/** Threads for tasks that have owners. */
@FunctionalInterface
public interface Pool {

  /**
   * Runs a task soon; does not block.
   *
   * @param owner the owner of the task; the pool is fair between owners
   * @throws java.util.concurrent.RejectedExecutionException if the pool takes no more tasks of the
   *     owner
   */
  void execute(String owner, Runnable task);
}
