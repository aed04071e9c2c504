package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.Results.value;
import static io.serpentarium.sandbox.python.SandboxExtension.await;
import static io.serpentarium.sandbox.python.SandboxExtension.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Copies of a live session go their own ways. */
@OnEveryEngine
@InWorkersToo
@Timeout(120)
final class ForkIT extends SessionFixture {

  ForkIT(Sandbox sandbox) {
    super(sandbox);
  }

  @Test
  void hundredForksAreIndependent() {
    run(session, "import json, random, os\nx = [0]\nf = open('f', 'w+')\nf.write('abc')");
    List<Session> forks = session.fork(100);
    try {
      for (int i = 0; i < 100; i++) {
        run(forks.get(i), "x.append(%d); f.write('%d'); f.flush()".formatted(i, i));
      }
      List<Execution> executions =
          forks.stream()
              .map(fork -> fork.execute(ExecutionRequest.cell("x[-1], open('f').read()")))
              .toList();
      for (int i = 0; i < 100; i++) {
        assertThat(value(await(executions.get(i)))).isEqualTo("(%d, 'abc%d')".formatted(i, i));
      }
      assertThat(value(session, "f.flush(); x, open('f').read()")).isEqualTo("([0], 'abc')");
    } finally {
      forks.forEach(Session::close);
    }
  }

  @Test
  void randomDiffersBetweenForksAndFromTheirOrigin() {
    run(session, "import random");
    List<Session> forks = session.fork(3);
    Set<String> numbers = new HashSet<>();
    numbers.add(value(session, "random.random()"));
    forks.forEach(fork -> numbers.add(value(fork, "random.random()")));
    forks.forEach(Session::close);
    assertThat(numbers).hasSize(4);
  }

  @Test
  void forkOfAForkHasTheStateOfBoth() {
    run(session, "x = ['origin']");
    try (Session child = session.fork(1).getFirst()) {
      run(child, "x.append('child')");
      try (Session grandchild = child.fork(1).getFirst()) {
        session.close();
        run(child, "x.append('later')");
        assertThat(value(grandchild, "x")).isEqualTo("['origin', 'child']");
      }
    }
  }

  @Test
  void forkLivesOnWhenItsOriginCrashes() {
    run(session, "x = 1");
    try (Session fork = session.fork(1).getFirst()) {
      run(session, "import os; os.abort()");
      assertThat(value(fork, "x")).isEqualTo("1");
      run(fork, "x = 2; import os; os.abort()");
      assertThat(value(fork, "x")).isEqualTo("1");
    }
  }

  @Test
  void forkHasTheLimitsAndTheHistoryLengthOfItsOrigin() {
    SessionOptions options = SessionOptions.withLimits(Results.wallTime(20_000)).withHistory(2);
    try (Session origin = sandbox.open(options)) {
      run(origin, "x = 1");
      try (Session fork = origin.fork(1).getFirst()) {
        assertThat(fork.limits()).isEqualTo(options.limits());
        run(fork, "x = 2");
        fork.undo(1);
        assertThat(value(fork, "x")).isEqualTo("1");
      }
    }
  }

  @Test
  void allOrNoneAreMade() {
    int open = sandbox.statistics().sessions();
    assertThatThrownBy(() -> session.fork(100_000)).isInstanceOf(SandboxSaturatedException.class);
    assertThatThrownBy(() -> session.fork(Integer.MAX_VALUE))
        .isInstanceOf(SandboxSaturatedException.class);
    assertThatThrownBy(() -> session.fork(0)).isInstanceOf(IllegalArgumentException.class);
    assertThat(sandbox.statistics().sessions()).isEqualTo(open);
    assertThat(value(session, "1")).isEqualTo("1");
  }

  @Test
  void memoryThatGrewIsThereInTheFork() {
    run(session, "data = bytes(range(256)) * (1 << 17)");
    try (Session fork = session.fork(1).getFirst()) {
      assertThat(fork.memoryBytes()).isEqualTo(session.memoryBytes());
      assertThat(value(fork, "len(data), data[255::256] == b'\\xff' * (1 << 17)"))
          .isEqualTo("(33554432, True)");
      assertThat(value(fork, "len(bytearray(10_000_000))")).isEqualTo("10000000");
    }
  }
}
