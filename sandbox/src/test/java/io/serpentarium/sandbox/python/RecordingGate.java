package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.StatementGate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A gate that keeps what came to it, and answers as it is told. */
final class RecordingGate implements StatementGate {

  private final BlockingQueue<Execution> admitted = new LinkedBlockingQueue<>();
  private volatile CompletionStage<Optional<String>> answer;
  private volatile Optional<String> edits = Optional.empty();
  private volatile Duration edited = Duration.ZERO;

  RecordingGate() {
    open();
  }

  void open() {
    answer = CompletableFuture.completedStage(Optional.empty());
  }

  void refuse(String reason) {
    answer = CompletableFuture.completedStage(Optional.of(reason));
  }

  /** Refuses all that is no statement, or lets it be done again. */
  void refuseEdits(boolean refused) {
    edits = refused ? Optional.of("nothing is left") : Optional.empty();
  }

  @Override
  public CompletionStage<Optional<String>> admitEdit() {
    return CompletableFuture.completedStage(edits);
  }

  void fail() {
    answer = CompletableFuture.failedStage(new IllegalStateException());
  }

  @Override
  public CompletionStage<Optional<String>> admit(Execution statement) {
    admitted.add(statement);
    return answer;
  }

  @Override
  public synchronized void edited(Duration cpuTime) {
    edited = edited.plus(cpuTime);
  }

  /** CPU time of all that was no statement. */
  Duration edited() {
    return edited;
  }

  /** The next statement that came. */
  Execution next() throws InterruptedException {
    Execution next = admitted.poll(60, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no statement came");
    }
    return next;
  }

  /** The result of the next statement that came, once it has ended. */
  ExecutionResult nextResult() throws Exception {
    return next().result().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }
}
