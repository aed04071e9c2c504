package io.serpentarium.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class HttpForwarderTest implements ForwarderContract {

  private static final NettyDataBufferFactory FACTORY =
      new NettyDataBufferFactory(UnpooledByteBufAllocator.DEFAULT);

  private final List<ByteBuf> parts =
      Stream.of("a", "b", "c")
          .map(text -> Unpooled.copiedBuffer(text, StandardCharsets.UTF_8))
          .toList();
  private final PeerSecret secret = PeerSecretTest.secret(URI.create("http://10.0.0.1:8080"));
  private final MockServerWebExchange exchange = MockServerWebExchange.from(request());

  @Override
  public Forwarder forwarder() {
    WebClient client =
        WebClient.builder()
            .clientConnector(new ReactorClientHttpConnector(ForwarderContract.client()))
            .build();
    return new HttpForwarder(client, secret);
  }

  @Override
  public MockServerHttpRequest.BaseBuilder<?> request() {
    return MockServerHttpRequest.get("/v1/sessions/ses_1");
  }

  @Test
  void passesAnAnswerOn() {
    StepVerifier.create(forwardAnswered()).verifyComplete();
    StepVerifier.create(exchange.getResponse().getBodyAsString())
        .expectNext("abc")
        .verifyComplete();
    assertThat(parts).allMatch(part -> part.refCnt() == 0);
  }

  @Test
  void losesNoBufferWhenTheClientLeaves() {
    exchange.getResponse().setWriteHandler(body -> body.take(1).then());
    StepVerifier.create(forwardAnswered()).verifyComplete();
    assertThat(parts).allMatch(part -> part.refCnt() == 0);
  }

  private Mono<Void> forwardAnswered() {
    Flux<DataBuffer> body = Flux.fromIterable(parts).map(FACTORY::wrap);
    ClientResponse answer = ClientResponse.create(HttpStatus.OK).body(body).build();
    WebClient client = WebClient.builder().exchangeFunction(request -> Mono.just(answer)).build();
    return new HttpForwarder(client, secret).forward(exchange, secret.signedAddress());
  }
}
