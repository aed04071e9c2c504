package io.serpentarium.service.edge.body;

import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Copies bytes out of the server's buffers and releases them. */
public final class Buffers {

  private static final byte[] NOTHING = {};

  private Buffers() {}

  /** Returns the readable bytes of a buffer, which is released. */
  public static byte[] take(DataBuffer buffer) {
    try {
      byte[] bytes = new byte[buffer.readableByteCount()];
      buffer.read(bytes);
      return bytes;
    } finally {
      DataBufferUtils.release(buffer);
    }
  }

  /**
   * Returns a whole body, which may be empty. Fails with {@link
   * org.springframework.core.io.buffer.DataBufferLimitException} when it has more bytes.
   *
   * @param most bytes that it may have, or -1 for as many as there are
   */
  public static Mono<byte[]> join(Publisher<? extends DataBuffer> body, int most) {
    return DataBufferUtils.join(body, most).map(Buffers::take).defaultIfEmpty(NOTHING);
  }

  /** A request whose body was read already, and can be read again and again. */
  public static final class ReplayedRequest extends ServerHttpRequestDecorator {

    private final byte[] body;

    /**
     * @param body all of it; not copied
     */
    public ReplayedRequest(ServerHttpRequest request, byte[] body) {
      super(request);
      this.body = body;
    }

    @Override
    public Flux<DataBuffer> getBody() {
      return body.length == 0
          ? Flux.empty()
          : Flux.defer(() -> Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(body)));
    }
  }
}
