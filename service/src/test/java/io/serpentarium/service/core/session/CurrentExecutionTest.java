package io.serpentarium.service.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.Execution.StdinOutcome;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.service.core.execution.RunningExecution;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.session.SessionWatch.Status;
import io.serpentarium.service.core.tenancy.Tenant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CurrentExecutionTest {

  private static final Tenant ALICE = TestSessions.tenant("alice");

  private final TestSessions node = new TestSessions();
  private final SessionWatchers watchers = new SessionWatchers();
  private final CurrentExecution current = new CurrentExecution(watchers);
  private final List<Status> told = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    node.sandbox().close();
  }

  @Test
  void tellsOfEachBeginningAndEnd() {
    watch();
    RunningExecution one = start("exe_1", "wait");
    assertThat(current.isBusy()).isFalse();
    current.begin(one);
    assertThat(current.isBusy()).isTrue();
    current.end(one);
    assertThat(current.isBusy()).isFalse();
    assertThat(told)
        .containsExactly(
            new Status(SessionState.IDLE, null),
            new Status(SessionState.BUSY, "exe_1"),
            new Status(SessionState.IDLE, "exe_1"));
  }

  @Test
  void staysBusyWhereAnEndComesAfterTheNextBeginning() {
    watch();
    RunningExecution one = start("exe_1", "wait");
    RunningExecution two = start("exe_2", "wait");
    current.begin(one);
    current.begin(two);
    current.end(one);
    assertThat(current.isBusy()).isTrue();
    assertThat(told.getLast()).isEqualTo(new Status(SessionState.BUSY, "exe_2"));
  }

  @Test
  void tellsTheLatestLastHoweverManyTellAtOnce() {
    watch();
    RunningExecution one = start("exe_1", "wait");
    RunningExecution two = start("exe_2", "wait");
    for (int round = 0; round < 500; round++) {
      current.begin(one);
      CompletableFuture<Void> ending = CompletableFuture.runAsync(() -> current.end(one));
      current.begin(two);
      ending.join();
      assertThat(told.getLast()).isEqualTo(new Status(SessionState.BUSY, "exe_2"));
      current.end(two);
    }
  }

  @Test
  void passesInputToWhatRuns() {
    assertFeeds(FailureCode.NOT_RUNNING, running -> StdinOutcome.ACCEPTED);
    RunningExecution one = start("exe_1", "wait");
    current.begin(one);
    current.feed(running -> running == one ? StdinOutcome.ACCEPTED : StdinOutcome.CLOSED);
    current.feed(running -> running.writeStdin("x".repeat(64 << 10)));
    assertFeeds(FailureCode.STDIN_FULL, running -> running.writeStdin("x"));
    current.feed(RunningExecution::endStdin);
    assertFeeds(FailureCode.NOT_RUNNING, running -> running.writeStdin("x"));
    current.end(one);
    assertFeeds(FailureCode.NOT_RUNNING, running -> StdinOutcome.ACCEPTED);
  }

  @Test
  void interruptsWhatRuns() {
    assertThat(current.interrupt()).isFalse();
    RunningExecution one = start("exe_1", "wait");
    current.begin(one);
    assertThat(current.interrupt()).isTrue();
    assertThat(one.result().block()).isNotNull();
    assertThat(current.interrupt()).as("it has ended, though that is not noted yet").isFalse();
    current.end(one);
    assertThat(current.interrupt()).isFalse();
  }

  private void assertFeeds(FailureCode code, Function<RunningExecution, StdinOutcome> input) {
    assertThatThrownBy(() -> current.feed(input))
        .matches(failure -> ServiceFailure.is(failure, code));
  }

  private void watch() {
    var _ = watchers.watch(() -> SessionState.IDLE).statuses().subscribe(told::add);
  }

  private RunningExecution start(String id, String code) {
    ExecutionRequest request = ExecutionRequest.cell(code).withStdin(Stdin.open());
    return node.starter()
        .start(ALICE, id, null, Limits.DEFAULT, () -> node.open().execute(request));
  }
}
