package io.serpentarium.service.edge.filter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class RecordedResponseTest {

  private final MockServerHttpResponse sent = new MockServerHttpResponse();
  private final RecordedResponse recorded = new RecordedResponse(sent);

  private static DataBuffer buffer(String text) {
    return DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes(UTF_8));
  }

  @Test
  void sendsNothingBeforeItIsTold() {
    recorded.setStatusCode(HttpStatus.CREATED);
    recorded.getHeaders().setContentType(MediaType.APPLICATION_JSON);
    recorded.getHeaders().setLocation(URI.create("/v1/sessions/1"));
    recorded.getHeaders().set("X-Request-Id", "1");
    StepVerifier.create(recorded.writeWith(Flux.just(buffer("{"), buffer("}")))).verifyComplete();
    assertThat(sent.isCommitted()).isFalse();
    assertThat(recorded.isCommitted()).isTrue();
    assertThat(Objects.requireNonNull(recorded.answer()))
        .satisfies(
            answer -> {
              assertThat(answer.status()).isEqualTo(201);
              assertThat(answer.body()).asString(UTF_8).isEqualTo("{}");
              assertThat(answer.headers())
                  .isEqualTo(
                      Map.of("Content-Type", "application/json", "Location", "/v1/sessions/1"));
            });
    StepVerifier.create(recorded.send()).verifyComplete();
    assertThat(sent.getBodyAsString().block()).isEqualTo("{}");
  }

  @Test
  void recordsAnAnswerWithoutABody() {
    recorded.setStatusCode(HttpStatus.NO_CONTENT);
    StepVerifier.create(recorded.setComplete()).verifyComplete();
    assertThat(Objects.requireNonNull(recorded.answer()).body()).isEmpty();
    assertThat(sent.isCommitted()).isFalse();
  }

  @Test
  void keepsTheBodyWhereTheAnswerIsCompletedAfterIt() {
    StepVerifier.create(recorded.writeWith(Mono.just(buffer("x")))).verifyComplete();
    StepVerifier.create(recorded.setComplete()).verifyComplete();
    assertThat(Objects.requireNonNull(recorded.answer()))
        .satisfies(answer -> assertThat(answer.status()).isEqualTo(200))
        .satisfies(answer -> assertThat(answer.body()).asString(UTF_8).isEqualTo("x"));
  }

  @Test
  void sendsStreamsAsTheyComeAndRecordsNone() {
    StepVerifier.create(recorded.writeAndFlushWith(Flux.just(Mono.just(buffer("x")))))
        .verifyComplete();
    assertThat(recorded.answer()).isNull();
    StepVerifier.create(recorded.send()).verifyComplete();
    assertThat(sent.getBodyAsString().block()).isEqualTo("x");
  }
}
