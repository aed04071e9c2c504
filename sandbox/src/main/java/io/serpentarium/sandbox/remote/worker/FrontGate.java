package io.serpentarium.sandbox.remote.worker;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.StatementGate;
import io.serpentarium.sandbox.remote.wire.Failures;
import io.serpentarium.sandbox.remote.wire.FrameReader;
import io.serpentarium.sandbox.remote.wire.Operation;
import io.serpentarium.sandbox.remote.wire.Results;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The gate of a terminal, behind which the front decides. */
final class FrontGate implements StatementGate {

  private final Worker worker;
  private final Session session;
  private final long id;

  FrontGate(Worker worker, Session session, long id) {
    this.worker = worker;
    this.session = session;
    this.id = id;
  }

  @Override
  public CompletionStage<Optional<String>> admit(Execution statement) {
    long number = worker.nextStatement();
    worker.sessions().put(number, statement);
    var _ = statement.result().whenComplete((result, failure) -> end(number, result, failure));
    return worker
        .ask(Operation.ADMIT, out -> out.number(id).number(number))
        .thenApply(in -> decision(number, in));
  }

  private Optional<String> decision(long number, FrameReader in) {
    Optional<String> refusal = in.optional(FrameReader::text);
    if (refusal.isPresent()) {
      worker.sessions().forget(number);
    }
    return refusal;
  }

  private void end(long number, @Nullable ExecutionResult result, @Nullable Throwable failure) {
    worker.sessions().forget(number);
    worker.sessions().settle(session);
    worker
        .link()
        .tellNow(
            Operation.STATEMENT_RESULT,
            out -> {
              SessionCalls.state(out.number(id).number(number), session);
              out.flag(result != null);
              if (result != null) {
                Results.write(out, result);
              } else {
                Failures.write(out, failure == null ? new IllegalStateException() : failure);
              }
            });
  }

  @Override
  public CompletionStage<Optional<String>> admitEdit() {
    return worker
        .ask(Operation.ADMIT_EDIT, out -> out.number(id))
        .thenApply(in -> in.optional(FrameReader::text));
  }

  @Override
  public void edited(Duration cpuTime) {
    worker.link().tell(Operation.EDITED, out -> out.number(id).duration(cpuTime));
  }
}
