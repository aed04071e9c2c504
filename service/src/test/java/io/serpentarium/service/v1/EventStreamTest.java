package io.serpentarium.service.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.execution.EventLog;
import io.serpentarium.service.core.execution.ExecutionEvent.Failed;
import io.serpentarium.service.core.execution.ExecutionEvent.Started;
import io.serpentarium.service.core.session.SessionMovedException;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Grant;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.edge.body.EventAnswers;
import io.serpentarium.service.edge.body.Heartbeats;
import io.serpentarium.service.edge.body.WireJson;
import io.serpentarium.service.edge.problem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class EventStreamTest {

  private static final String ID = "exe_1";
  private static final Duration LONG = Duration.ofMinutes(1);

  private final EventStream stream =
      new EventStream(new EventAnswers(new Heartbeats(LONG, LONG), new WireJson()));

  @Test
  void endsWithTheProblemOfAnExecutionThatHasNoResult() {
    EventLog log =
        EventLog.of(
            ID,
            Flux.just(new Started(ID), new Failed(new SessionMovedException())),
            Clock.systemUTC(),
            Ledger.of(new Sharing(true), 1 << 20, 0).open(Tenant.LOCAL));
    Mono<ResponseEntity<Object>> answer = CurrentTenant.in(Grant.LOCAL, stream.answer(log, 0));
    StepVerifier.create(answer.flatMapMany(EventStreamTest::events))
        .expectNextMatches(event -> "started".equals(event.event()))
        .assertNext(EventStreamTest::isTheProblem)
        .expectComplete()
        .verify(Duration.ofSeconds(10));
  }

  @Test
  void endsWithTheProblemOfWhatFailsMidway() {
    Flux<ServerSentEvent<Object>> failing =
        Flux.<ServerSentEvent<Object>>just(EventStream.event("test", "passed"))
            .concatWith(Mono.error(new SandboxSaturatedException("full")));
    StepVerifier.create(answered(failing))
        .expectNextMatches(event -> "test".equals(event.event()))
        .assertNext(
            event -> {
              assertThat(event.event()).isEqualTo("error");
              assertThat(event.data())
                  .isInstanceOfSatisfying(
                      Problem.class,
                      problem -> assertThat(problem.code()).isEqualTo("node_saturated"));
            })
        .expectComplete()
        .verify(Duration.ofSeconds(10));
  }

  @Test
  void leavesWhatFailsBeforeTheFirstEventToBeAnsweredAsAProblem() {
    StepVerifier.create(answered(Flux.error(new SandboxSaturatedException("full"))))
        .expectError(SandboxSaturatedException.class)
        .verify(Duration.ofSeconds(10));
  }

  private Flux<ServerSentEvent<Object>> answered(Flux<ServerSentEvent<Object>> events) {
    return CurrentTenant.in(Grant.LOCAL, stream.answer(events))
        .flatMapMany(EventStreamTest::events);
  }

  private static void isTheProblem(ServerSentEvent<?> event) {
    assertThat(event.event()).isEqualTo("error");
    assertThat(event.id()).isEqualTo(new EventId(ID, 2).text());
    assertThat(event.data())
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> {
              assertThat(problem.code()).isEqualTo("session_moved");
              assertThat(problem.status()).isEqualTo(503);
            });
  }

  @SuppressWarnings("unchecked")
  private static Flux<ServerSentEvent<Object>> events(ResponseEntity<Object> answer) {
    return (Flux<ServerSentEvent<Object>>) Objects.requireNonNull(answer.getBody());
  }
}
