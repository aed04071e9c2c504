package io.serpentarium.service.edge.body;

import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.publisher.Mono;

/** Takes bytes out of the server's buffers, which are released by that. */
public final class Buffers {

  private static final byte[] NOTHING = {};

  private Buffers() {}

  /** What is to be read of a buffer. */
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
   * A whole body, which may be empty. Fails with {@link
   * org.springframework.core.io.buffer.DataBufferLimitException} when it has more bytes.
   *
   * @param most bytes that it may have, or -1 for as many as there are
   */
  public static Mono<byte[]> join(Publisher<? extends DataBuffer> body, int most) {
    return DataBufferUtils.join(body, most).map(Buffers::take).defaultIfEmpty(NOTHING);
  }
}
