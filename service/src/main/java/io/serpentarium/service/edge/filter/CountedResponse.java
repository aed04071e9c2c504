package io.serpentarium.service.edge.filter;

import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.admission.Ledger;
import java.time.Duration;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.core.io.buffer.NettyDataBuffer;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Mono;

/**
 * Counts the bytes of an answer that is sent as a whole, except for JSON, which {@link
 * io.serpentarium.service.edge.body.CountedEncoder} has counted. What is encoded for it lies in the
 * heap, where nothing is lost when the client leaves before it is written.
 */
final class CountedResponse extends ServerHttpResponseDecorator {

  private final HeapHolding holding;
  private final Duration patience;

  /**
   * @param patience after which an answer that is not taken is given up, with its connection
   */
  CountedResponse(ServerHttpResponse response, HeapHolding holding, Duration patience) {
    super(response);
    this.holding = holding;
    this.patience = patience;
  }

  /** Netty's own without a type of content: an upgrade needs that, and encodes nothing. */
  @Override
  public DataBufferFactory bufferFactory() {
    return getHeaders().getContentType() == null
        ? super.bufferFactory()
        : DefaultDataBufferFactory.sharedInstance;
  }

  @Override
  public Mono<Void> writeWith(Publisher<? extends DataBuffer> content) {
    return content instanceof Mono<? extends DataBuffer> whole
        ? super.writeWith(whole.doOnNext(this::hold)).timeout(patience)
        : super.writeWith(content);
  }

  private void hold(DataBuffer buffer) {
    if (!(buffer instanceof NettyDataBuffer)) {
      holding.acquireUnchecked(Ledger.output(buffer.readableByteCount()));
    }
  }
}
