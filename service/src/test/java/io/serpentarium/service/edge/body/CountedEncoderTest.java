package io.serpentarium.service.edge.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.Ledger.Space;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.tenancy.Tenant;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import reactor.core.publisher.Flux;
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
  void countsTheElementsOfAStreamThatTheClientMayNotHave() {
    CountedEncoder.Stream stream = new CountedEncoder.Stream(new WireJson().mapper(), holding);
    View view = new View("a".repeat(1000));
    int length = stream.write(view).json().length;
    assertThat(ledger.held(Space.HEAP)).isEqualTo(length);
    for (int i = 0; i < 300; i++) {
      var _ = stream.write(view);
    }
    assertThat(ledger.held(Space.HEAP)).isEqualTo(128L * length);
    assertThatThrownBy(() -> stream.write(new View("\0".repeat(BUDGET / 6))))
        .isInstanceOf(SandboxSaturatedException.class);
    assertThat(ledger.held(Space.HEAP)).isEqualTo(128L * length);
  }

  @Test
  void countsLinesOfJson() {
    Flux<String> lines =
        encoder
            .encode(
                Flux.just(new View("a"), new View("b")),
                DefaultDataBufferFactory.sharedInstance,
                ResolvableType.forClass(View.class),
                MediaType.APPLICATION_NDJSON,
                null)
            .map(CountedEncoderTest::text);
    StepVerifier.create(holding.in(lines.collectList()))
        .expectNext(List.of("{\"some_text\":\"a\"}\n", "{\"some_text\":\"b\"}\n"))
        .verifyComplete();
    assertThat(ledger.held(Space.HEAP)).isEqualTo(2L * "{\"some_text\":\"a\"}".length());
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
