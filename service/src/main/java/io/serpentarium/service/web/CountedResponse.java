package io.serpentarium.service.web;

import io.serpentarium.service.execution.HeapGate;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Mono;

/** Counts the bytes of an answer that is sent as a whole, until it is sent or given up. */
final class CountedResponse extends ServerHttpResponseDecorator {

  private final HeapGate heap;
  private final Duration patience;

  /**
   * @param patience after which an answer that is not taken is given up, with its connection
   */
  CountedResponse(ServerHttpResponse response, HeapGate heap, Duration patience) {
    super(response);
    this.heap = heap;
    this.patience = patience;
  }

  @Override
  public Mono<Void> writeWith(Publisher<? extends DataBuffer> content) {
    return content instanceof Mono<? extends DataBuffer> whole
        ? Mono.using(AtomicLong::new, held -> send(whole, held), held -> heap.letGo(held.get()))
        : super.writeWith(content);
  }

  private Mono<Void> send(Mono<? extends DataBuffer> whole, AtomicLong held) {
    return super.writeWith(whole.doOnNext(buffer -> hold(buffer.readableByteCount(), held)))
        .timeout(patience);
  }

  private void hold(int bytes, AtomicLong held) {
    held.addAndGet(bytes);
    heap.hold(bytes);
  }
}
