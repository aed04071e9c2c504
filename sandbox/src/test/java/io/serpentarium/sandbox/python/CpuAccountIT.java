package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.Results.value;
import static io.serpentarium.sandbox.python.SandboxExtension.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.CpuAccount;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Snapshot;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The user's code that runs when a session is restored or copied is paid for, or does not run. */
@OnEveryEngine
@InWorkersToo(always = false)
final class CpuAccountIT {

  private final AtomicLong charged = new AtomicLong();
  private final Sandbox sandbox;
  private volatile boolean spent;

  CpuAccountIT(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  private final CpuAccount account =
      new CpuAccount() {
        @Override
        public void requireLeft() {
          if (spent) {
            throw new SandboxSaturatedException("the test's CPU time is used up");
          }
        }

        @Override
        public void charge(Duration cpuTime) {
          charged.addAndGet(cpuTime.toNanos());
        }
      };

  @Test
  void reseedingIsCharged() {
    try (Session session = sandbox.open(options());
        Snapshot snapshot = session.snapshot()) {
      run(session, "x = 1");
      assertThat(charged).hasValue(0);
      session.restore(snapshot);
      long restored = charged.get();
      assertThat(restored).isPositive();
      session.fork(1).forEach(Session::close);
      long forked = charged.get();
      assertThat(forked).isGreaterThan(restored);
      sandbox.open(options(), snapshot).close();
      assertThat(charged.get()).isGreaterThan(forked);
    }
  }

  @Test
  void nothingIsRestoredOrCopiedWhereNoTimeIsLeft() {
    try (Session session = sandbox.open(options());
        Snapshot snapshot = session.snapshot()) {
      run(session, "x = 1");
      spent = true;
      assertThatThrownBy(() -> session.restore(snapshot))
          .isInstanceOf(SandboxSaturatedException.class);
      assertThatThrownBy(() -> session.fork(1)).isInstanceOf(SandboxSaturatedException.class);
      assertThatThrownBy(() -> sandbox.open(options(), snapshot))
          .isInstanceOf(SandboxSaturatedException.class);
      assertThat(charged).hasValue(0);
      assertThat(value(run(session, "x"))).isEqualTo("1");
    }
  }

  private SessionOptions options() {
    return SessionOptions.withLimits(Limits.DEFAULT).withCpu(account);
  }
}
