package io.serpentarium.service.edge.body;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.Ledger.Space;
import io.serpentarium.service.core.admission.QuotaExceededException;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.execution.Workers;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.Tenant;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class RequestBodiesTest {

  private static final int SHARE = 20;

  /** A quarter of the budget is nobody's alone. */
  private final Ledger ledger = Ledger.of(new Sharing(true), 26, 26);

  private final HeapHolding holding = ledger.open(Tenant.LOCAL);
  private final RequestBodies bodies =
      new RequestBodies(
          new WireJson(),
          new BodyCaps(100, 100, 100, 100),
          new Workers((owner, task) -> task.run(), (owner, task) -> task.run()));

  @Test
  void countsABodyAsItComes() {
    StepVerifier.create(holding.in(bodies.snapshot(request(SHARE)).then())).verifyComplete();
    assertThat(ledger.held(Space.HEAP)).isEqualTo(SHARE);
  }

  @Test
  void refusesABodyBeyondTheShareOfItsTenant() {
    StepVerifier.create(holding.in(bodies.snapshot(request(SHARE + 1)).then()))
        .verifyError(QuotaExceededException.class);
    assertThat(ledger.held(Space.HEAP)).isEqualTo(SHARE);
  }

  @Test
  void countsJsonToo() {
    ServerHttpRequest request =
        MockServerHttpRequest.post("/")
            .header("Content-Type", "application/json")
            .body("{\"text\": \"0123456789\"}");
    Mono<Void> read = bodies.json(request, fields -> true).then();
    StepVerifier.create(holding.in(read)).verifyError(QuotaExceededException.class);
  }

  @Test
  void countsWhatParsingTakesUntilItIsDone() {
    Ledger roomy = Ledger.of(new Sharing(false), 10_000, 0);
    HeapHolding one = roomy.open(Tenant.LOCAL);
    ServerHttpRequest request =
        MockServerHttpRequest.post("/")
            .header("Content-Type", "application/json")
            .body("{\"text\": \"0123456789\"}");
    Mono<Long> read =
        bodies.json(request, fields -> fields.text("text")).map(text -> roomy.held(Space.HEAP));
    StepVerifier.create(one.in(read)).expectNextMatches(held -> held > 1_000).verifyComplete();
    assertThat(roomy.held(Space.HEAP)).isEqualTo(22);
  }

  @Test
  void refusesToParseWhereTheHeapHasNoRoomForIt() {
    Ledger tight = Ledger.of(new Sharing(false), 1_000, 0);
    HeapHolding one = tight.open(Tenant.LOCAL);
    ServerHttpRequest request =
        MockServerHttpRequest.post("/")
            .header("Content-Type", "application/json")
            .body("{\"text\": \"0123456789\"}");
    Mono<Void> read = bodies.json(request, fields -> fields.text("text")).then();
    StepVerifier.create(one.in(read)).verifyError(SandboxSaturatedException.class);
    assertThat(tight.held(Space.HEAP)).isEqualTo(22);
  }

  @Test
  void readsNothingForNobody() {
    StepVerifier.create(bodies.snapshot(request(1)))
        .verifyErrorMatches(failure -> ServiceFailure.is(failure, FailureCode.UNAUTHENTICATED));
  }

  private static ServerHttpRequest request(int bytes) {
    return MockServerHttpRequest.post("/")
        .body(
            Flux.range(0, bytes)
                .map(i -> DefaultDataBufferFactory.sharedInstance.wrap(new byte[1])));
  }
}
