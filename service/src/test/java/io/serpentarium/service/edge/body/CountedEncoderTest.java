package io.serpentarium.service.edge.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.Ledger.Space;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.tenancy.Tenant;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.MediaType;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class CountedEncoderTest {

  private static final int BUDGET = 1 << 20;
  private static final int PART = 64 << 10;
  private static final long SMALLEST_PART = 1 << 10;

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
        .then(() -> assertThat(ledger.held(Space.HEAP)).isBetween(BUDGET / 6L, BUDGET / 6L + PART))
        .verifyComplete();
    holding.close();
    assertThat(ledger.held(Space.HEAP)).isZero();
  }

  @Test
  void hasLargeAnswersInPieces() {
    DataBuffer answer = holding.in(buffer("a".repeat(BUDGET / 6))).block();
    ByteBuf bytes = NettyDataBufferFactory.toByteBuf(Objects.requireNonNull(answer));
    assertThat(bytes).isInstanceOf(CompositeByteBuf.class);
    assertThat((Iterable<ByteBuf>) (CompositeByteBuf) bytes)
        .allMatch(ByteBuf::hasArray)
        .allMatch(piece -> piece.readableBytes() <= PART);
  }

  @Test
  void countsTheElementsOfAStreamThatTheClientMayNotHave() {
    CountedEncoder.Stream stream = new CountedEncoder.Stream(new WireJson().mapper(), holding);
    View view = new View("a".repeat(1000));
    var _ = stream.write(view);
    long length = ledger.held(Space.HEAP);
    assertThat(length).isBetween(1000L, 4096L);
    for (int i = 0; i < 300; i++) {
      var _ = stream.write(view);
    }
    assertThat(ledger.held(Space.HEAP)).isEqualTo(128 * length);
    assertThatThrownBy(() -> stream.write(new View("\0".repeat(BUDGET / 6))))
        .isInstanceOf(SandboxSaturatedException.class);
    assertThat(ledger.held(Space.HEAP)).isEqualTo(128 * length);
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
    assertThat(ledger.held(Space.HEAP)).isEqualTo(2 * SMALLEST_PART);
  }

  @Test
  void refusesNoSmallAnswer() {
    holding.acquire(BUDGET);
    StepVerifier.create(holding.in(encoded("no"))).expectNextCount(1).verifyComplete();
    assertThat(ledger.held(Space.HEAP)).isEqualTo(BUDGET + SMALLEST_PART);
  }

  @Test
  void writesForNobodyAsWell() {
    StepVerifier.create(encoded("a")).expectNext("{\"some_text\":\"a\"}").verifyComplete();
  }

  private Mono<String> encoded(String text) {
    return buffer(text).map(CountedEncoderTest::text);
  }

  private Mono<DataBuffer> buffer(String text) {
    return encoder
        .encode(
            Mono.just(new View(text)),
            DefaultDataBufferFactory.sharedInstance,
            ResolvableType.forClass(View.class),
            MediaType.APPLICATION_JSON,
            null)
        .single();
  }

  private static String text(DataBuffer buffer) {
    return buffer.toString(StandardCharsets.UTF_8);
  }
}
