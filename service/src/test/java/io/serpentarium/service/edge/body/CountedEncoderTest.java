package io.serpentarium.service.edge.body;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.Ledger.Space;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.tenancy.Tenant;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class CountedEncoderTest {

  private static final int BUDGET = 1 << 20;

  private final Ledger ledger = Ledger.of(new Sharing(false), BUDGET, 0);
  private final HeapHolding holding = ledger.open(Tenant.LOCAL);
  private final CountedEncoder encoder = new CountedEncoder(new WireJson().mapper());

  /** An answer. */
  private record View(String someText) {}

  @Test
  void refusesAnAnswerThatGrowsBeyondTheHeapAsItIsWritten() {
    StepVerifier.create(holding.in(encoded("\0".repeat(BUDGET / 6))))
        .verifyError(SandboxSaturatedException.class);
    assertThat(ledger.held(Space.HEAP)).isZero();
  }

  @Test
  void writesWhatFitsAndHoldsNothingOfItAfterwards() {
    StepVerifier.create(holding.in(encoded("a".repeat(BUDGET / 6))))
        .expectNext("{\"some_text\":\"" + "a".repeat(BUDGET / 6) + "\"}")
        .verifyComplete();
    assertThat(ledger.held(Space.HEAP)).isZero();
  }

  @Test
  void refusesNoSmallAnswer() {
    holding.acquire(BUDGET);
    StepVerifier.create(holding.in(encoded("no"))).expectNextCount(1).verifyComplete();
    assertThat(ledger.held(Space.HEAP)).isEqualTo(BUDGET);
  }

  @Test
  void writesForNobodyAsWell() {
    StepVerifier.create(encoded("a")).expectNext("{\"some_text\":\"a\"}").verifyComplete();
  }

  private Mono<String> encoded(String text) {
    return encoder
        .encode(
            Mono.just(new View(text)),
            DefaultDataBufferFactory.sharedInstance,
            ResolvableType.forClass(View.class),
            MediaType.APPLICATION_JSON,
            null)
        .single()
        .map(CountedEncoderTest::text);
  }

  private static String text(DataBuffer buffer) {
    return buffer.toString(StandardCharsets.UTF_8);
  }
}
