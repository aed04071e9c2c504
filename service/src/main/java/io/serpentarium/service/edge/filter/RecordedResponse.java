package io.serpentarium.service.edge.filter;

import io.serpentarium.service.edge.body.Buffers;
import io.serpentarium.service.edge.idempotency.IdempotencyStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Mono;

/**
 * Records an answer instead of sending it, until {@link #send} is called. A stream is sent as it
 * comes and not recorded.
 */
final class RecordedResponse extends ServerHttpResponseDecorator {

  private volatile byte @Nullable [] body;
  private volatile boolean streamed;

  RecordedResponse(ServerHttpResponse response) {
    super(response);
  }

  @Override
  public Mono<Void> writeWith(Publisher<? extends DataBuffer> content) {
    return Buffers.join(content, -1).doOnNext(bytes -> body = bytes).then();
  }

  @Override
  public Mono<Void> writeAndFlushWith(
      Publisher<? extends Publisher<? extends DataBuffer>> content) {
    streamed = true;
    return super.writeAndFlushWith(content);
  }

  @Override
  public Mono<Void> setComplete() {
    return Mono.fromRunnable(() -> body = Objects.requireNonNullElse(body, new byte[0]));
  }

  @Override
  public boolean isCommitted() {
    return body != null || super.isCommitted();
  }

  /** The answer, or null when it was a stream. */
  IdempotencyStore.@Nullable Answer answer() {
    if (streamed) {
      return null;
    }
    HttpStatusCode status = getStatusCode();
    return new IdempotencyStore.Answer(status == null ? 200 : status.value(), headers(), bytes());
  }

  /** Sends the recorded answer. */
  Mono<Void> send() {
    Supplier<DataBuffer> content = () -> getDelegate().bufferFactory().wrap(bytes());
    return streamed ? Mono.empty() : getDelegate().writeWith(Mono.fromSupplier(content));
  }

  private byte[] bytes() {
    return Objects.requireNonNullElse(body, new byte[0]);
  }

  private Map<String, String> headers() {
    Map<String, String> kept = new HashMap<>();
    Stream.of(HttpHeaders.CONTENT_TYPE, HttpHeaders.LOCATION)
        .filter(getHeaders()::containsHeader)
        .forEach(name -> kept.put(name, Objects.requireNonNull(getHeaders().getFirst(name))));
    return kept;
  }
}
