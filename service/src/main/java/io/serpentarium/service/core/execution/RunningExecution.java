package io.serpentarium.service.core.execution;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.Execution.StdinOutcome;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.sandbox.Usage;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.execution.ExecutionEvent.Ended;
import io.serpentarium.service.core.execution.ExecutionEvent.Failed;
import io.serpentarium.service.core.execution.ExecutionEvent.Output;
import io.serpentarium.service.core.execution.ExecutionEvent.Started;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * An execution under way. Thread-safe.
 *
 * <p>Whatever reaches into the sandbox may wait for a lock there: {@link #writeStdin}, {@link
 * #endStdin} and {@link #interrupt} are for workers to call, and publishers see to it themselves.
 */
public final class RunningExecution {

  private static final Logger log = LoggerFactory.getLogger(RunningExecution.class);

  private final String id;
  private final @Nullable String sessionId;
  private final Execution execution;
  private final ExecutionMeters meters;
  private final Workers workers;
  private final CompletableFuture<FinishedExecution> finished = new CompletableFuture<>();

  RunningExecution(
      String id,
      @Nullable String sessionId,
      Execution execution,
      ExecutionMeters meters,
      Workers workers) {
    this.id = id;
    this.sessionId = sessionId;
    this.execution = execution;
    this.meters = meters;
    this.workers = workers;
  }

  public String id() {
    return id;
  }

  /**
   * Completes {@link #result()} and {@link #events()} after the host has kept the end; if that
   * fails, so do they. The starter calls this once.
   *
   * @param release receives the program's usage, if known, before the end is published
   */
  void whenEnded(Consumer<Optional<Usage>> release, ExecutionHost host) {
    var _ =
        execution
            .result()
            .whenComplete(
                (result, failure) -> {
                  release(release, Optional.ofNullable(result).map(ExecutionResult::usage));
                  if (failure == null) {
                    end(result, host);
                  } else {
                    refused(failure, host);
                  }
                });
  }

  private void release(Consumer<Optional<Usage>> release, Optional<Usage> usage) {
    try {
      release.accept(usage);
    } catch (RuntimeException e) {
      log.error("The resources of execution {} could not be released", id, e);
    }
  }

  private void refused(Throwable failure, ExecutionHost host) {
    try {
      host.refused(this);
    } finally {
      finished.completeExceptionally(failure);
    }
  }

  private void end(ExecutionResult result, ExecutionHost host) {
    try {
      meters.ended(result);
      var _ = host.ended(this, result).whenComplete((done, failure) -> finish(result, failure));
    } catch (RuntimeException e) {
      finish(result, e);
    }
  }

  private void finish(ExecutionResult result, @Nullable Throwable failure) {
    if (failure == null) {
      finished.complete(new FinishedExecution(id, sessionId, result));
    } else {
      finished.completeExceptionally(failure);
    }
  }

  /** Returns the result. Cancelling interrupts the program. */
  public Mono<FinishedExecution> result() {
    return Mono.fromFuture(finished, true).doOnCancel(this::interruptUnheard);
  }

  /**
   * The execution's events, for one subscriber, who holds the program back by not requesting more.
   * Cancelling interrupts the program. Never fails: a failure is the last event, such as an
   * IllegalStateException if the request was not streaming.
   */
  public Flux<ExecutionEvent> events() {
    return Flux.<ExecutionEvent>concat(
            Mono.just(new Started(id)),
            workers.onWorkers(output()).doOnError(this::interruptUnread).map(Output::new),
            Mono.fromFuture(finished, true).map(Ended::new))
        .onErrorResume(failure -> Mono.just(new Failed(failure)))
        .doOnCancel(this::interruptUnheard);
  }

  /**
   * Interrupts a program without a reader of its output, for which it would wait until its time is
   * up.
   */
  private void interruptUnread(Throwable failure) {
    interruptUnheard();
  }

  /**
   * Keeps the events for a reader that may lose the connection; used instead of {@link #events}.
   *
   * @param holding pays for what is displayed
   */
  public EventLog log(Clock clock, HeapHolding holding) {
    return EventLog.of(id, events(), clock, holding);
  }

  private Flux<OutputEvent> output() {
    return Flux.defer(() -> JdkFlowAdapter.flowPublisherToFlux(execution.output()));
  }

  /** Appends text in UTF-8 to the program's stdin. */
  public StdinOutcome writeStdin(String text) {
    return writeStdin(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Appends bytes to the program's stdin. */
  public StdinOutcome writeStdin(byte[] data) {
    return execution.writeStdin(data);
  }

  /** Ends the program's stdin. */
  public StdinOutcome endStdin() {
    return execution.endStdin();
  }

  /**
   * Ctrl-C.
   *
   * @return whether the program was still running
   */
  public boolean interrupt() {
    boolean delivered = execution.interrupt();
    if (delivered) {
      meters.interrupted();
    }
    return delivered;
  }

  /** Interrupts the program because no caller waits for it any more. */
  public void interruptUnheard() {
    workers.runUnheard(this::interrupt);
  }
}
