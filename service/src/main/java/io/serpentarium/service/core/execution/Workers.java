package io.serpentarium.service.core.execution;

import io.serpentarium.sandbox.SandboxSaturatedException;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/**
 * Makes calls that may block for milliseconds, away from the event loops.
 *
 * <p>A call that has begun is never interrupted: cancelling only means that nobody waits for it. A
 * call for which no thread and no place in the queue is free fails with {@link
 * SandboxSaturatedException}.
 */
public final class Workers {

  private final Scheduler scheduler;

  /**
   * @param scheduler bounded; whoever made it disposes it
   */
  public Workers(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Makes a call whose value needs no care when nobody waits for it any more. */
  public <T> Mono<T> call(Callable<T> call) {
    return Mono.<T>create(sink -> schedule(call, sink))
        .onErrorMap(RejectedExecutionException.class, Workers::saturated);
  }

  /**
   * Makes a call whose value owns something.
   *
   * @param orphaned gets the value when the caller went away before it arrived
   */
  public <T> Mono<T> call(Class<T> type, Callable<? extends T> call, Consumer<T> orphaned) {
    return this.<T>call(call::call).doOnDiscard(type, orphaned);
  }

  /** Makes a call that has no value. */
  public Mono<Void> run(Runnable task) {
    return this.<Boolean>call(
            () -> {
              task.run();
              return true;
            })
        .then();
  }

  /** Makes a call that nobody waits for, on the caller's own thread when no other is free. */
  public void runUnheard(Runnable task) {
    try {
      scheduler.schedule(task);
    } catch (RejectedExecutionException e) {
      task.run();
    }
  }

  /**
   * Subscribes to a stream, asks it for more and cancels it on workers, whoever does so here. Fails
   * with {@link SandboxSaturatedException} when no worker takes that.
   */
  public <T> Flux<T> reach(Flux<T> stream) {
    return stream
        .cancelOn(scheduler)
        .subscribeOn(scheduler)
        .onErrorMap(RejectedExecutionException.class, Workers::saturated);
  }

  private <T> void schedule(Callable<T> call, MonoSink<T> sink) {
    scheduler.schedule(() -> complete(call, sink));
  }

  private static <T> void complete(Callable<T> call, MonoSink<T> sink) {
    try {
      sink.success(call.call());
    } catch (Throwable e) {
      sink.error(e);
    }
  }

  private static SandboxSaturatedException saturated(RejectedExecutionException e) {
    var saturated = new SandboxSaturatedException("no worker is free");
    saturated.initCause(e);
    return saturated;
  }
}
