package io.serpentarium.service.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.admission.Ledger.Owner;
import io.serpentarium.service.core.admission.Ledger.Space;
import io.serpentarium.service.core.execution.EventLog;
import io.serpentarium.service.core.execution.RunningExecution;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.testing.MutableClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LastEventsTest {

  private static final Tenant ALICE = TestSessions.tenant("alice");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final TestSessions node = new TestSessions();
  private final MutableClock clock = new MutableClock(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
  private final LastEvents events = new LastEvents(clock);

  @AfterEach
  void holdNothingOnceTheyAreForgotten() {
    events.forget();
    assertThat(held()).isZero();
    node.sandbox().close();
  }

  @Test
  void areThoseOfOneExecution() {
    assertGone("exe_1");
    EventLog log = follow("exe_1", "wait");
    assertThat(events.of("exe_1")).isSameAs(log);
    assertGone("exe_2");
    assertThat(held()).isEqualTo(10);
  }

  @Test
  void giveWayToThoseOfTheNext() {
    follow("exe_1", "wait");
    EventLog next = follow("exe_2", "wait");
    assertThat(held()).as("of one only").isEqualTo(10);
    assertGone("exe_1");
    assertThat(events.of("exe_2")).isSameAs(next);
  }

  @Test
  void areForgotten() {
    events.forget();
    follow("exe_1", "wait");
    events.forget();
    events.forget();
    assertGone("exe_1");
    assertThat(held()).isZero();
  }

  @Test
  void areGivenUpOnceNobodyHasFollowedThemForSoLong() {
    events.tidy(PATIENCE);
    follow("exe_1", "wait");
    clock.advance(PATIENCE.minusMillis(1));
    events.tidy(PATIENCE);
    assertThat(events.of("exe_1")).isNotNull();
    assertThat(wasInterrupted()).isFalse();
    clock.advance(Duration.ofMillis(1));
    events.tidy(PATIENCE);
    await().until(this::wasInterrupted);
    assertGone("exe_1");
    assertThat(held()).isZero();
  }

  private EventLog follow(String id, String code) {
    ExecutionRequest request = ExecutionRequest.cell(code).withStreaming();
    RunningExecution running =
        node.starter()
            .start(ALICE, id, "ses_1", Limits.DEFAULT, () -> node.open().execute(request));
    HeapHolding holding = node.ledger().open(ALICE, Owner.STREAM);
    holding.acquire(10);
    return events.follow(running, holding);
  }

  private boolean wasInterrupted() {
    return Objects.requireNonNull(node.sandbox().latest().latest()).wasInterrupted();
  }

  private long held() {
    return node.ledger().held(Space.HEAP);
  }

  private void assertGone(String id) {
    assertThatThrownBy(() -> events.of(id))
        .matches(failure -> ServiceFailure.is(failure, FailureCode.EVENTS_GONE));
  }
}
