package io.serpentarium.service.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.SessionBusyException;
import io.serpentarium.sandbox.SessionLostException;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.service.core.admission.LimitPolicy;
import io.serpentarium.service.core.execution.EventLog;
import io.serpentarium.service.core.execution.FinishedExecution;
import io.serpentarium.service.core.execution.RunningExecution;
import io.serpentarium.service.core.execution.TestStarter;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.session.SessionExecutionService.Submission;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Tenant;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class SessionExecutionServiceTest {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Tenant ALICE = TestSessions.tenant("alice");
  private static final String SESSION = "ses_1";

  private final TestSessions node = new TestSessions();
  private final SessionExecutionService service =
      new SessionExecutionService(
          node.registry(),
          node.starter(),
          new LimitPolicy(Limits.DEFAULT, Limits.DEFAULT),
          TestStarter.workers());
  private LiveSession session;

  @BeforeEach
  void create() {
    session = node.create(node.live(), ALICE, SESSION);
  }

  @AfterEach
  void close() {
    node.sandbox().close();
  }

  @Test
  void executesWhatIsSubmittedUnderItsOwnId() {
    RunningExecution running = start(submission("exe_7", "input ? ").after("value 1"));
    assertThat(running.id()).isEqualTo("exe_7");
    FinishedExecution ended = end(running.result());
    assertThat(ended.sessionId()).isEqualTo(SESSION);
    assertThat(ended.result().stdout()).isEqualTo("? typed\n");
    ExecutionRequest request = lastRequest();
    assertThat(request.prelude()).isEqualTo("value 1");
    assertThat(request.kept()).isTrue();
    assertThat(request.streaming()).isFalse();
    assertThat(request.limits()).as("the session's").isEmpty();
  }

  @Test
  void leavesNoTraceWhereThatIsWanted() {
    end(start(new Submission("exe_1", "print x", Stdin.empty(), Map.of(), false, false)).result());
    assertThat(lastRequest().kept()).isFalse();
  }

  @Test
  void holdsTheLimitsThatAreNamedAndNoneAboveTheMaximum() {
    long most = Limits.DEFAULT.get(Limit.OUTPUT);
    end(start(limited("exe_1", most - 1)).result());
    assertThat(lastRequest().limits()).contains(Limits.DEFAULT.with(Limit.OUTPUT, most - 1));
    fails(service.start(SESSION, limited("exe_2", most + 1)), FailureCode.LIMIT_TOO_HIGH);
    end(start(submission("exe_3", "print x")).result());
  }

  @Test
  void refusesWhileSomethingRunsAndWhatIsNotThere() {
    RunningExecution running = start(submission("exe_1", "wait"));
    assertThatThrownBy(() -> start(submission("exe_2", "print x")))
        .isInstanceOf(SessionBusyException.class);
    assertThat(end(service.interrupt(SESSION))).isTrue();
    assertThat(end(running.result()).result().outcome()).isEqualTo(new Outcome.Interrupted());
    assertThat(end(service.interrupt(SESSION))).isFalse();
    fails(service.start("ses_2", submission("exe_3", "print x")), FailureCode.SESSION_NOT_FOUND);
    end(start(submission("exe_4", "crash")).result());
    assertThatThrownBy(() -> start(submission("exe_5", "print x")))
        .isInstanceOf(SessionLostException.class);
  }

  @Test
  void isOfTheOwnersSessionsOnly() {
    Mono<RunningExecution> others =
        CurrentTenant.in(
            TestSessions.grant(TestSessions.tenant("bob")),
            service.start(SESSION, submission("exe_1", "print x")));
    assertThatThrownBy(() -> others.block(SOON))
        .matches(failure -> ServiceFailure.is(failure, FailureCode.SESSION_NOT_FOUND));
    assertThatThrownBy(() -> service.interrupt(SESSION).block(SOON))
        .matches(failure -> ServiceFailure.is(failure, FailureCode.UNAUTHENTICATED));
  }

  @Test
  void passesInputToWhatRuns() {
    fails(service.writeStdin(SESSION, "x"), FailureCode.NOT_RUNNING);
    RunningExecution running =
        start(new Submission("exe_1", "input \ninput ", Stdin.open(), Map.of(), false));
    run(service.writeStdin(SESSION, "one\ntwo"));
    run(service.endStdin(SESSION));
    assertThat(end(running.result()).result().stdout()).isEqualTo("one\ntwo");
    fails(service.endStdin(SESSION), FailureCode.NOT_RUNNING);
  }

  @Test
  void keepsTheEventsOfTheLastOneThatIsFollowed() {
    fails(service.events(SESSION, "exe_1"), FailureCode.EVENTS_GONE);
    EventLog log = end(service.startFollowed(SESSION, followed("exe_1", "print x")));
    assertThat(end(service.events(SESSION, "exe_1"))).isSameAs(log);
    await().atMost(SOON).until(() -> !session.use().current().isBusy());
    EventLog next = end(service.startFollowed(SESSION, followed("exe_2", "print x")));
    assertThat(end(service.events(SESSION, "exe_2"))).isSameAs(next);
    fails(service.events(SESSION, "exe_1"), FailureCode.EVENTS_GONE);
  }

  @Test
  void keepsNoEventsOfWhatDoesNotStart() {
    RunningExecution running = start(submission("exe_1", "wait"));
    assertThatThrownBy(() -> end(service.startFollowed(SESSION, followed("exe_2", "print x"))))
        .isInstanceOf(SessionBusyException.class);
    fails(service.events(SESSION, "exe_2"), FailureCode.EVENTS_GONE);
    assertThat(end(service.interrupt(SESSION))).isTrue();
    end(running.result());
  }

  private ExecutionRequest lastRequest() {
    return Objects.requireNonNull(node.sandbox().latest().lastRequest());
  }

  private RunningExecution start(Submission submission) {
    return end(service.start(SESSION, submission));
  }

  private static Submission submission(String id, String code) {
    return new Submission(id, code, Stdin.text("typed\n"), Map.of(), false);
  }

  private static Submission followed(String id, String code) {
    return new Submission(id, code, Stdin.empty(), Map.of(), true);
  }

  private static Submission limited(String id, long output) {
    return new Submission(id, "print x", Stdin.empty(), Map.of(Limit.OUTPUT, output), false);
  }

  private static void fails(Mono<?> call, FailureCode code) {
    assertThatThrownBy(() -> run(call)).matches(failure -> ServiceFailure.is(failure, code));
  }

  private static void run(Mono<?> call) {
    var _ = CurrentTenant.in(TestSessions.grant(ALICE), call).block(SOON);
  }

  private static <T> T end(Mono<T> call) {
    return CurrentTenant.in(TestSessions.grant(ALICE), call).blockOptional(SOON).orElseThrow();
  }
}
