package io.serpentarium.sandbox.python;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Session;
import java.time.Duration;

/** What tests ask of results. */
final class Results {

  private Results() {}

  /** The repr of the last expression of code that must complete. */
  static String value(Session session, String code) {
    return value(SandboxExtension.run(session, code));
  }

  /** The value of the last expression, or nothing; fails unless the execution completed. */
  static String value(ExecutionResult result) {
    assertThat(result.outcome()).isInstanceOf(Outcome.Completed.class);
    return ((Outcome.Completed) result.outcome()).result().orElse("");
  }

  static void assertRolledBack(ExecutionResult result) {
    assertThat(result.sessionState()).isEqualTo(SessionFate.ROLLED_BACK);
  }

  static Limits wallTime(int millis) {
    return new Limits(
        Duration.ofMillis(millis), Duration.ofSeconds(60), 256 << 20, 1 << 20, 16 << 20);
  }
}
