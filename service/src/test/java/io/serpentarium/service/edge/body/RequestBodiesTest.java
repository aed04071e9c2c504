package io.serpentarium.service.edge.body;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.core.admission.HeapGate;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.admission.QuotaExceededException;
import io.serpentarium.service.core.execution.Workers;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.core.tenancy.UnauthenticatedException;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class RequestBodiesTest {

  private static final int SHARE = 20;

  private final HeapGate heap = new HeapGate(1_000, SHARE);
  private final HeapHolding holding = heap.open(Tenant.LOCAL);
  private final RequestBodies bodies =
      new RequestBodies(
          new WireJson(), new BodyCaps(100, 100, 100, 100), new Workers(Schedulers.immediate()));

  @Test
  void countsABodyAsItComes() {
    StepVerifier.create(holding.in(bodies.snapshot(request(SHARE)).then())).verifyComplete();
    assertThat(heap.held()).isEqualTo(SHARE);
  }

  @Test
  void refusesABodyBeyondTheShareOfItsTenant() {
    StepVerifier.create(holding.in(bodies.snapshot(request(SHARE + 1)).then()))
        .verifyError(QuotaExceededException.class);
    assertThat(heap.held()).isEqualTo(SHARE);
  }

  @Test
  void countsJsonLikewise() {
    ServerHttpRequest request =
        MockServerHttpRequest.post("/")
            .header("Content-Type", "application/json")
            .body("{\"text\": \"0123456789\"}");
    Mono<Void> read = bodies.json(request, fields -> true).then();
    StepVerifier.create(holding.in(read)).verifyError(QuotaExceededException.class);
  }

  @Test
  void countsWhatParsingTakesUntilItIsDone() {
    HeapGate roomy = new HeapGate(10_000, 10_000);
    HeapHolding one = roomy.open(Tenant.LOCAL);
    ServerHttpRequest request =
        MockServerHttpRequest.post("/")
            .header("Content-Type", "application/json")
            .body("{\"text\": \"0123456789\"}");
    Mono<Long> read = bodies.json(request, fields -> fields.text("text")).map(t -> roomy.held());
    StepVerifier.create(one.in(read)).expectNextMatches(held -> held > 1_000).verifyComplete();
    assertThat(roomy.held()).isEqualTo(22);
  }

  @Test
  void refusesToParseWhereTheHeapHasNoRoomForIt() {
    HeapGate tight = new HeapGate(1_000, 1_000);
    HeapHolding one = tight.open(Tenant.LOCAL);
    ServerHttpRequest request =
        MockServerHttpRequest.post("/")
            .header("Content-Type", "application/json")
            .body("{\"text\": \"0123456789\"}");
    Mono<Void> read = bodies.json(request, fields -> fields.text("text")).then();
    StepVerifier.create(one.in(read)).verifyError(QuotaExceededException.class);
    assertThat(tight.held()).isEqualTo(22);
  }

  @Test
  void readsNothingForNobody() {
    StepVerifier.create(bodies.snapshot(request(1))).verifyError(UnauthenticatedException.class);
  }

  private static ServerHttpRequest request(int bytes) {
    return MockServerHttpRequest.post("/")
        .body(
            Flux.range(0, bytes)
                .map(i -> DefaultDataBufferFactory.sharedInstance.wrap(new byte[1])));
  }
}
