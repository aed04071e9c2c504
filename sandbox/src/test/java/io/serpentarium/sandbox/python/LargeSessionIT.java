package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.SandboxExtension.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Snapshot;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A session with so much data of its own that most of it is settled between executions. */
@OnEveryEngine
@Timeout(180)
final class LargeSessionIT {

  private static final String DIGEST = "import hashlib; hashlib.sha256(data).hexdigest()";

  private final Sandbox sandbox;
  private Session session;

  LargeSessionIT(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  @BeforeEach
  void fill() {
    session = sandbox.open(SessionOptions.withLimits(Limits.DEFAULT));
    run(session, "data = bytearray(i * 7 % 251 for i in range(1 << 20)) * 24");
  }

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void everyRollBackIsExactWhateverWasChangedInBetween() {
    for (int round = 0; round < 6; round++) {
      run(session, "data[%d::4096] = bytes(len(data[%d::4096]))".formatted(round, round));
      assertRolledBack("data[:] = bytes(len(data)); import os; os.abort()");
      run(session, "data[:%d] = bytes(%d)".formatted(round << 20, round << 20));
      assertRolledBack("del data; data = bytearray(40 << 20); import os; os.abort()");
    }
  }

  @Test
  void snapshotsAndForksHoldWhatIsSettledAndWhatChangedSince() {
    String first = digest(session);
    run(session, "data[5 << 20] ^= 255");
    String second = digest(session);
    Snapshot snapshot = session.snapshot();
    List<Session> forks = session.fork(2);
    run(session, "data[:] = bytes(len(data))");
    run(forks.getFirst(), "data[0] ^= 255");
    assertThat(second).isNotEqualTo(first);
    assertThat(digest(forks.getLast())).isEqualTo(second);
    assertThat(digest(forks.getFirst())).isNotEqualTo(second);
    forks.forEach(Session::close);
    session.restore(snapshot);
    assertThat(digest(session)).isEqualTo(second);
  }

  @Test
  void hibernatesWithWhatIsSettled() {
    String before = digest(session);
    session.hibernate();
    assertThat(digest(session)).isEqualTo(before);
    assertRolledBack("data[:] = bytes(len(data)); import os; os.abort()");
  }

  @Test
  void memoryThatGrowsBehindWhatIsSettledIsTheSessionsToo() {
    run(session, "more = [bytes([i]) * (1 << 20) for i in range(20)]");
    run(session, "more[3] = b'changed'");
    assertRolledBack("more.clear(); import os; os.abort()");
    assertThat(value(session, "len(more), more[3], set(more[7])"))
        .isEqualTo("(20, b'changed', {7})");
  }

  private void assertRolledBack(String code) {
    String before = digest(session);
    ExecutionResult result = run(session, ExecutionRequest.cell(code));
    assertThat(result.sessionState()).isEqualTo(SessionFate.ROLLED_BACK);
    assertThat(digest(session)).isEqualTo(before);
  }

  private static String digest(Session session) {
    return value(session, DIGEST);
  }

  private static String value(Session session, String code) {
    ExecutionResult result = run(session, code);
    assertThat(result.outcome()).isInstanceOf(Outcome.Completed.class);
    return ((Outcome.Completed) result.outcome()).result().orElseThrow();
  }
}
