package io.serpentarium.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.serpentarium.service.core.session.SessionMovedException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class HttpForwarderTest {

  private static final NettyDataBufferFactory FACTORY =
      new NettyDataBufferFactory(UnpooledByteBufAllocator.DEFAULT);

  private final List<ByteBuf> parts =
      Stream.of("a", "b", "c")
          .map(text -> Unpooled.copiedBuffer(text, StandardCharsets.UTF_8))
          .toList();
  private final PeerSecret secret = PeerSecretTest.secret(URI.create("http://10.0.0.1:8080"));
  private final AtomicReference<@Nullable ClientRequest> asked = new AtomicReference<>();

  private final MockServerWebExchange exchange =
      MockServerWebExchange.from(
          MockServerHttpRequest.get("/v1/sessions/ses_1")
              .header(HttpHeaders.AUTHORIZATION, "Bearer of alice")
              .header(HttpHeaders.COOKIE, "of=alice")
              .header(HttpHeaders.ACCEPT, "text/event-stream"));

  @Test
  void passesAnAnswerOn() {
    StepVerifier.create(forward()).verifyComplete();
    StepVerifier.create(exchange.getResponse().getBodyAsString())
        .expectNext("abc")
        .verifyComplete();
    assertThat(parts).allMatch(part -> part.refCnt() == 0);
  }

  @Test
  void sendsNoCredentialsButASignature() {
    StepVerifier.create(forward()).verifyComplete();
    HttpHeaders headers = Objects.requireNonNull(asked.get()).headers();
    assertThat(headers.toString()).doesNotContain("alice").doesNotContain("a secret");
    assertThat(headers.containsHeader("Serpentarium-Peer")).isTrue();
    assertThat(headers.getAccept()).containsExactly(MediaType.TEXT_EVENT_STREAM);
  }

  @Test
  void losesNoBufferWhenTheClientLeaves() {
    exchange.getResponse().setWriteHandler(body -> body.take(1).then());
    StepVerifier.create(forward()).verifyComplete();
    assertThat(parts).allMatch(part -> part.refCnt() == 0);
  }

  @Test
  void sendsNothingWhereNoPodIsKnown() {
    for (String address : List.of("http://10.0.0.1:8080", "http://127.0.0.1:7777/x?")) {
      StepVerifier.create(forward(URI.create(address))).verifyError(SessionMovedException.class);
    }
    assertThat(asked).hasNullValue();
    parts.forEach(ByteBuf::release);
  }

  private Mono<Void> forward() {
    return forward(secret.signedAddress());
  }

  private Mono<Void> forward(URI address) {
    Flux<DataBuffer> body = Flux.fromIterable(parts).map(FACTORY::wrap);
    ClientResponse answer = ClientResponse.create(HttpStatus.OK).body(body).build();
    WebClient client =
        WebClient.builder().exchangeFunction(request -> answer(request, answer)).build();
    return new HttpForwarder(client, secret).forward(exchange, address);
  }

  private Mono<ClientResponse> answer(ClientRequest request, ClientResponse answer) {
    asked.set(request);
    return Mono.just(answer);
  }
}
