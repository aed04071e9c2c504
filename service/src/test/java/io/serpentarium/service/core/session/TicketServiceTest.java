package io.serpentarium.service.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.execution.TestStarter;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.session.TicketService.Ticket;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Grant;
import io.serpentarium.service.core.tenancy.Grant.Source;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.testing.MutableClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class TicketServiceTest {

  private static final int MOST = 10_000;
  private static final Duration LIFETIME = Duration.ofSeconds(30);
  private static final Tenant ALICE = TestSessions.tenant("alice");
  private static final String SESSION = "ses_1";

  private final TestSessions node = new TestSessions();
  private final MutableClock clock = new MutableClock(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
  private final TicketService tickets =
      new TicketService(node.registry(), new Sharing(false), TestStarter.ids(), clock);
  private volatile boolean good = true;
  private final Grant grant =
      new Grant(ALICE, new Source.Key("k"), () -> good ? Optional.of(ALICE) : Optional.empty());

  @BeforeEach
  void create() {
    node.create(node.live(), ALICE, SESSION);
  }

  @Test
  void grantWhatTheyWereIssuedForUntilTheyAreTaken() {
    Ticket ticket = issue();
    assertThat(ticket.value()).startsWith("tkt_");
    assertThat(ticket.expiresAt()).isEqualTo(clock.instant().plus(LIFETIME));
    for (int look = 0; look < 2; look++) {
      StepVerifier.create(tickets.grant(ticket.value(), SESSION))
          .expectNext(grant)
          .verifyComplete();
    }
    assertThat(redeem(ticket)).isTrue();
    assertThat(redeem(ticket)).isFalse();
    refuses(ticket.value(), SESSION);
  }

  @Test
  void areForOneSessionAndStayGoodForItWhereAnotherIsTried() {
    Ticket ticket = issue();
    refuses(ticket.value(), "ses_2");
    assertThat(tickets.redeem(ticket.value(), "ses_2").block()).isFalse();
    refuses("tkt_unknown", SESSION);
    assertThat(redeem(ticket)).isTrue();
  }

  @Test
  void expire() {
    Ticket ticket = issue();
    clock.advance(LIFETIME.minusMillis(1));
    StepVerifier.create(tickets.grant(ticket.value(), SESSION)).expectNext(grant).verifyComplete();
    clock.advance(Duration.ofMillis(1));
    refuses(ticket.value(), SESSION);
    assertThat(redeem(ticket)).isFalse();
  }

  @Test
  void areNoLongerGoodThanTheGrantOfWhoAskedForThem() {
    Ticket ticket = issue();
    good = false;
    refuses(ticket.value(), SESSION);
    assertThat(redeem(ticket)).isFalse();
    good = true;
    assertThat(redeem(ticket)).as("it was taken").isFalse();
  }

  @Test
  void areIssuedForSessionsOfTheTenantOnly() {
    fails("ses_2", grant, FailureCode.SESSION_NOT_FOUND);
    Grant others = TestSessions.grant(TestSessions.tenant("bob"));
    fails(SESSION, others, FailureCode.SESSION_NOT_FOUND);
    StepVerifier.create(tickets.issue(SESSION))
        .verifyErrorMatches(failure -> ServiceFailure.is(failure, FailureCode.UNAUTHENTICATED));
  }

  @Test
  void areBoundedUntilSomeAreTakenOrExpire() {
    Ticket first = issue();
    IntStream.range(1, MOST).forEach(one -> issue());
    assertThatThrownBy(this::issue).isInstanceOf(SandboxSaturatedException.class);
    assertThat(redeem(first)).isTrue();
    assertThat(redeem(first)).as("frees one place only").isFalse();
    issue();
    assertThatThrownBy(this::issue).isInstanceOf(SandboxSaturatedException.class);
    clock.advance(LIFETIME);
    IntStream.range(0, MOST).forEach(one -> issue());
    assertThatThrownBy(this::issue).isInstanceOf(SandboxSaturatedException.class);
  }

  @Test
  void areTakenByOneOfMany() {
    for (int round = 0; round < 50; round++) {
      Ticket ticket = issue();
      List<CompletableFuture<Boolean>> all =
          IntStream.range(0, 4)
              .mapToObj(one -> CompletableFuture.supplyAsync(() -> redeem(ticket)))
              .toList();
      assertThat(all.stream().filter(CompletableFuture::join)).hasSize(1);
    }
  }

  private Ticket issue() {
    return CurrentTenant.in(grant, tickets.issue(SESSION)).blockOptional().orElseThrow();
  }

  private boolean redeem(Ticket ticket) {
    return tickets.redeem(ticket.value(), SESSION).blockOptional().orElseThrow();
  }

  private void refuses(String value, String session) {
    StepVerifier.create(tickets.grant(value, session)).verifyComplete();
  }

  private void fails(String session, Grant by, FailureCode code) {
    StepVerifier.create(CurrentTenant.in(by, tickets.issue(session)))
        .verifyErrorMatches(failure -> ServiceFailure.is(failure, code));
  }
}
