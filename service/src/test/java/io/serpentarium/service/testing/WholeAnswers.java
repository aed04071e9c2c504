package io.serpentarium.service.testing;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Takes each answer off the connection as it comes, event streams excepted: a test that looks at
 * the status only would leave Netty's buffers behind, unreleased.
 */
final class WholeAnswers implements ExchangeFilterFunction {

  @Override
  public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
    return next.exchange(request)
        .flatMap(answer -> isStream(answer) ? Mono.just(answer) : whole(answer));
  }

  private static boolean isStream(ClientResponse answer) {
    return answer
        .headers()
        .contentType()
        .filter(MediaType.TEXT_EVENT_STREAM::isCompatibleWith)
        .isPresent();
  }

  private static Mono<ClientResponse> whole(ClientResponse answer) {
    return DataBufferUtils.join(answer.body((message, context) -> message.getBody()))
        .map(WholeAnswers::taken)
        .map(bytes -> Flux.<DataBuffer>just(DefaultDataBufferFactory.sharedInstance.wrap(bytes)))
        .defaultIfEmpty(Flux.empty())
        .map(body -> answer.mutate().body(before -> body).build());
  }

  private static byte[] taken(DataBuffer buffer) {
    byte[] bytes = new byte[buffer.readableByteCount()];
    buffer.read(bytes);
    DataBufferUtils.release(buffer);
    return bytes;
  }
}
