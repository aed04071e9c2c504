package io.serpentarium.sandbox.remote.front;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.SandboxException;
import io.serpentarium.sandbox.StatementGate;
import io.serpentarium.sandbox.Terminal;
import io.serpentarium.sandbox.TerminalSize;
import io.serpentarium.sandbox.remote.wire.FrameReader;
import io.serpentarium.sandbox.remote.wire.FrameWriter;
import io.serpentarium.sandbox.remote.wire.Link;
import io.serpentarium.sandbox.remote.wire.Link.Answer;
import io.serpentarium.sandbox.remote.wire.LinkClosedException;
import io.serpentarium.sandbox.remote.wire.Operation;
import io.serpentarium.sandbox.remote.wire.ProtocolException;
import io.serpentarium.sandbox.remote.wire.Requests;
import io.serpentarium.sandbox.remote.wire.Results;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** A terminal in a worker, whose statements the front's gate admits. */
final class RemoteTerminal implements Terminal {

  /** As for a loop that is hung up. */
  private static final int HANGUP_CODE = 129;

  /** The most characters of a reason, which is less than a line. */
  private static final int MOST_REASON = 1_000;

  private final WorkerProcess worker;
  private final RemoteSession session;
  private final long id;
  private final StatementGate gate;
  private final Map<Long, RemoteExecution> statements = new ConcurrentHashMap<>();
  private final AtomicBoolean deciding = new AtomicBoolean();
  private final CompletableFuture<Integer> ended = new CompletableFuture<>();

  /**
   * Creates a terminal.
   *
   * @param id the number by which the worker knows it and asks its gate
   */
  RemoteTerminal(WorkerProcess worker, RemoteSession session, long id, StatementGate gate) {
    this.worker = worker;
    this.session = session;
    this.id = id;
    this.gate = gate;
  }

  @Override
  public Flow.Publisher<String> output() {
    return subscriber -> {
      long stream = worker.newId();
      RemoteStream<String> output = worker.newStream(stream, FrameReader::text);
      worker.link().tell(Operation.SUBSCRIBE, out -> out.number(id).number(stream));
      output.subscribe(subscriber);
    };
  }

  @Override
  public InputOutcome input(String text) {
    if (ended.isDone()) {
      return InputOutcome.CLOSED;
    }
    try {
      return worker.call(
          Operation.TERMINAL_INPUT,
          Link.USUAL_ANSWER_BYTES,
          out -> out.number(id).text(text),
          in -> in.constant(InputOutcome.class));
    } catch (LinkClosedException e) {
      return InputOutcome.CLOSED;
    }
  }

  @Override
  public void resize(TerminalSize size) {
    worker.link().tell(Operation.RESIZE, out -> Requests.write(out.number(id), size));
  }

  @Override
  public CompletionStage<Integer> ended() {
    return ended.minimalCompletionStage();
  }

  @Override
  public void close() {
    worker.link().tell(Operation.HANG_UP, out -> out.number(id));
  }

  boolean isOver() {
    return ended.isDone();
  }

  boolean hasStatements() {
    return !statements.isEmpty();
  }

  /** Notices that the loop has ended. */
  void ended(int code) {
    worker.link().tell(Operation.FORGET, out -> out.number(id));
    ended.complete(code);
  }

  /** Notices that the worker is gone. */
  void lost() {
    ended.complete(HANGUP_CODE);
    for (Long number : List.copyOf(statements.keySet())) {
      RemoteExecution statement = statements.remove(number);
      if (statement != null) {
        ExecutionResult result = session.endedResult(worker);
        session.statementEnded();
        statement.complete(result);
      }
    }
  }

  /** Has the gate decide on a statement of the worker's. */
  void admit(long number, Answer answer) {
    RemoteExecution statement = new RemoteExecution(worker, number, null);
    if (number >= 0 || statements.putIfAbsent(number, statement) != null) {
      throw new ProtocolException("there is a statement " + number);
    }
    session.statementBegan();
    decide(
        answer,
        () -> gate.admit(statement),
        () -> {
          statements.remove(number);
          session.statementEnded();
        });
  }

  void admitEdit(Answer answer) {
    decide(answer, gate::admitEdit, () -> {});
  }

  private void decide(
      Answer answer, Supplier<CompletionStage<Optional<String>>> question, Runnable onRefusal) {
    if (!deciding.compareAndSet(false, true)) {
      throw new ProtocolException("the gate has a question already");
    }
    worker
        .deliveries()
        .execute(
            () -> {
              CompletionStage<Optional<String>> decision;
              try {
                decision = question.get();
              } catch (RuntimeException e) {
                decision = CompletableFuture.failedStage(e);
              }
              var _ =
                  decision.whenCompleteAsync(
                      (reason, failure) -> {
                        if (failure == null) {
                          tell(answer, reason, onRefusal);
                        } else {
                          fail(answer, failure, onRefusal);
                        }
                      },
                      worker.deliveries());
            });
  }

  private void tell(Answer answer, Optional<String> reason, Runnable onRefusal) {
    deciding.set(false);
    if (reason.isPresent()) {
      onRefusal.run();
    }
    answer.give(out -> out.optional(reason.map(RemoteTerminal::cut), FrameWriter::text));
  }

  private void fail(Answer answer, Throwable failure, Runnable onRefusal) {
    deciding.set(false);
    onRefusal.run();
    answer.refuse(failure);
  }

  private static String cut(String reason) {
    return reason.length() > MOST_REASON ? reason.substring(0, MOST_REASON) : reason;
  }

  void edited(Duration cpuTime) {
    gate.edited(cpuTime);
  }

  /** Takes the result of a statement that was admitted. */
  void statementEnded(FrameReader in) {
    RemoteExecution statement = statements.remove(in.wide());
    if (statement == null) {
      throw new ProtocolException("no such statement runs");
    }
    session.update(in);
    session.statementEnded();
    if (in.flag()) {
      ExecutionResult result = Results.readResult(in);
      worker
          .deliveries()
          .execute(
              () -> {
                session.keep();
                statement.complete(result);
              });
    } else {
      RuntimeException refusal = worker.failures().read(in);
      worker
          .deliveries()
          .execute(
              () ->
                  statement.refuse(
                      refusal instanceof SandboxException
                          ? refusal
                          : new IllegalStateException(refusal)));
    }
  }
}
