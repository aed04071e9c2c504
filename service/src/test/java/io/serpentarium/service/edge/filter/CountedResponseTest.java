package io.serpentarium.service.edge.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.Ledger.Space;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.tenancy.Tenant;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class CountedResponseTest {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Ledger ledger = Ledger.of(new Sharing(false), 1_000, 0);
  private final HeapHolding holding = ledger.open(Tenant.LOCAL);
  private final MockServerHttpResponse client = new MockServerHttpResponse();
  private final CountedResponse response = new CountedResponse(client, holding, PATIENCE);

  @Test
  void countsAnAnswerAsTextAndAsBytes() {
    Sinks.Empty<Void> taken = Sinks.empty();
    client.setWriteHandler(body -> body.then(taken.asMono()));
    StepVerifier.create(response.writeWith(Mono.just(bytes())))
        .then(() -> assertThat(ledger.held(Space.HEAP)).isEqualTo(20))
        .then(taken::tryEmitEmpty)
        .verifyComplete();
    holding.close();
    assertThat(ledger.held(Space.HEAP)).isZero();
  }

  @Test
  void givesUpAClientWhoDoesNotTakeIt() {
    client.setWriteHandler(body -> body.then(Mono.never()));
    StepVerifier.withVirtualTime(() -> response.writeWith(Mono.just(bytes())))
        .expectSubscription()
        .thenAwait(PATIENCE)
        .verifyError(TimeoutException.class);
  }

  @Test
  void doesNotCountStreams() {
    Flux<DataBuffer> stream = Flux.just(bytes(), bytes());
    StepVerifier.create(response.writeWith(stream)).verifyComplete();
    assertThat(ledger.held(Space.HEAP)).isZero();
  }

  @Test
  void hasAnswersEncodedInTheHeap() {
    response.getHeaders().setContentType(MediaType.TEXT_EVENT_STREAM);
    DataBuffer buffer = response.bufferFactory().allocateBuffer(10);
    assertThat(buffer).isInstanceOf(DefaultDataBuffer.class);
    assertThat(((DefaultDataBuffer) buffer).getNativeBuffer().isDirect()).isFalse();
  }

  private static DataBuffer bytes() {
    return DefaultDataBufferFactory.sharedInstance.wrap(new byte[10]);
  }
}
