package io.serpentarium.sandbox.python;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Session;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What tests ask of sessions and their answers. */
final class Sessions {

  private static final int PATIENCE_SECONDS = 60;

  private Sessions() {}

  /** Starts code that prints a first line, and returns when it has. */
  static Execution startReady(Session session, ExecutionRequest request) {
    Execution execution = session.execute(request.withStreaming());
    CountDownLatch ready = new CountDownLatch(1);
    execution.output().subscribe(new FirstEvent(ready));
    try {
      assertThat(ready.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return execution;
  }

  static void assertKept(ExecutionResult result) {
    assertThat(result.sessionState()).isEqualTo(SessionFate.KEPT);
  }

  /** The type of the exception; fails unless one left the program. */
  static String raisedName(ExecutionResult result) {
    assertThat(result.outcome()).isInstanceOf(Outcome.Raised.class);
    return ((Outcome.Raised) result.outcome()).error().name();
  }
}
