package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.Results.assertRolledBack;
import static io.serpentarium.sandbox.python.Results.value;
import static io.serpentarium.sandbox.python.SandboxExtension.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.Snapshot;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A session that sleeps without an instance wakes as it was. */
@OnEveryEngine
@InWorkersToo
@Timeout(120)
final class HibernateIT extends SessionFixture {

  HibernateIT(Sandbox sandbox) {
    super(sandbox);
  }

  @Test
  void nextExecutionFindsEverythingAsItWas() {
    run(session, "import random\nx = {'a': [1]}\nf = open('f', 'w+'); f.write('abc')");
    run(session, "state = random.getstate()");
    session.hibernate();
    assertThat(session.state()).isEqualTo(Session.State.HIBERNATED);
    assertThat(value(session, "x, f.tell(), random.getstate() == state"))
        .isEqualTo("({'a': [1]}, 3, True)");
    assertThat(session.state()).isEqualTo(Session.State.IDLE);
  }

  @Test
  void filesCanBeReadAndWrittenMeanwhile() {
    run(session, "open('f', 'w').write('kept')");
    session.hibernate();
    assertThat(session.files().read("f")).asString().isEqualTo("kept");
    session.files().write("g", "new".getBytes(StandardCharsets.UTF_8));
    assertThat(session.state()).isEqualTo(Session.State.HIBERNATED);
    assertThat(value(session, "open('g').read()")).isEqualTo("'new'");
  }

  @Test
  void twiceIsOnce() {
    run(session, "x = 1");
    session.hibernate();
    session.hibernate();
    assertThat(value(session, "x")).isEqualTo("1");
  }

  @Test
  void snapshotAndForkDoNotWakeIt() {
    run(session, "x = 1");
    session.hibernate();
    Snapshot snapshot = session.snapshot();
    try (Session fork = session.fork(1).getFirst()) {
      assertThat(session.state()).isEqualTo(Session.State.HIBERNATED);
      assertThat(value(fork, "x")).isEqualTo("1");
    }
    run(session, "x = 2");
    session.hibernate();
    session.restore(snapshot);
    assertThat(session.state()).isEqualTo(Session.State.IDLE);
    assertThat(value(session, "x")).isEqualTo("1");
  }

  @Test
  void rollBackOfTheExecutionThatWokeItLeavesItAwake() {
    run(session, "x = 1\nimport os");
    session.hibernate();
    assertRolledBack(run(session, "x = 2; os.abort()"));
    assertThat(session.state()).isEqualTo(Session.State.IDLE);
    assertThat(value(session, "x")).isEqualTo("1");
  }

  @Test
  void interruptThatComesBeforeItIsAwakeIsDelivered() {
    run(session, "x = 1");
    for (int i = 0; i < 20; i++) {
      session.hibernate();
      Execution execution = session.execute(ExecutionRequest.cell("while True: pass"));
      execution.interrupt();
      ExecutionResult result = SandboxExtension.await(execution);
      assertThat(result.outcome()).isEqualTo(new Outcome.Interrupted());
      assertThat(result.sessionState()).isEqualTo(SessionFate.KEPT);
    }
    assertThat(value(session, "x")).isEqualTo("1");
  }

  @Test
  void closingBeforeItIsAwakeEndsIt() {
    session.hibernate();
    Execution execution = session.execute(ExecutionRequest.cell("while True: pass"));
    session.close();
    assertThat(SandboxExtension.await(execution).outcome()).isInstanceOf(Outcome.Crashed.class);
  }

  @Test
  void itsMemoryKeepsItsSize() {
    run(session, "data = bytes(range(256)) * (1 << 16)");
    assertThat(value(session, "len(data)")).isEqualTo("16777216");
    long awake = session.memoryBytes();
    session.hibernate();
    assertThat(session.memoryBytes()).isEqualTo(awake);
    assertThat(value(session, "len(data)")).isEqualTo("16777216");
    assertThat(session.memoryBytes()).isEqualTo(awake);
  }

  @Test
  void canBeClosedAsleep() {
    session.hibernate();
    session.close();
  }
}
