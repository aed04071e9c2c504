package io.serpentarium.service.core.execution;

import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.service.core.scheduling.Pool;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Tenant;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Makes calls that may block for milliseconds, away from the event loops and fairly between
 * tenants.
 *
 * <p>A call that has begun is never interrupted: cancelling only means that nobody waits for it. A
 * call that finds neither a thread nor a place in the queue fails with {@link
 * SandboxSaturatedException}.
 */
public final class Workers {

  /** The owner of tasks that no tenant has asked for. */
  private static final String NODE = "";

  private final Pool pool;
  private final Workers bulk;

  /** Runs the tasks of a stream one after the other. */
  private final Scheduler scheduler;

  /**
   * @param interactive the pool for calls that clients wait for
   * @param bulk the pool for calls that move states; the pools' creator closes them
   */
  @SuppressWarnings("ReferenceEquality") // one pool may serve as both
  public Workers(Pool interactive, Pool bulk) {
    this.pool = interactive;
    this.bulk = bulk == interactive ? this : new Workers(bulk, bulk);
    this.scheduler = Schedulers.fromExecutor(task -> interactive.execute(NODE, task), true);
  }

  /** The workers for opening sessions, for snapshots and for other calls that may take seconds. */
  public Workers bulk() {
    return bulk;
  }

  /** Makes a call whose value needs no cleanup if the caller cancels. */
  public <T> Mono<T> call(Callable<T> call) {
    return Mono.deferContextual(
            context -> {
              String owner = CurrentTenant.in(context).map(Tenant::id).orElse(NODE);
              return Mono.<T>create(sink -> pool.execute(owner, () -> complete(call, sink)));
            })
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

  /** Runs a task whose result nobody awaits, on the caller's own thread if no other is free. */
  public void runUnheard(Runnable task) {
    try {
      pool.execute(NODE, task);
    } catch (RejectedExecutionException e) {
      task.run();
    }
  }

  /**
   * Subscribes to a stream, requests from it and cancels it on workers, whichever thread the
   * subscriber does so on. Fails with {@link SandboxSaturatedException} if no worker is free.
   */
  public <T> Flux<T> onWorkers(Flux<T> stream) {
    return stream
        .cancelOn(scheduler)
        .subscribeOn(scheduler)
        .onErrorMap(RejectedExecutionException.class, Workers::saturated);
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
