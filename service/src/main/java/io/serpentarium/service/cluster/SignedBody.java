package io.serpentarium.service.cluster;

import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.edge.body.Buffers;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.Supplier;
import javax.crypto.Mac;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A request whose body is followed by a MAC of it, in the body itself, so that bodies of any length
 * are streamed. Readers see neither the MAC nor the end of a body that does not match it: reading
 * fails with {@link FailureCode#UNAUTHENTICATED} instead.
 */
final class SignedBody extends ServerHttpRequestDecorator {

  private static final int MAC_BYTES = 32;

  private final HttpHeaders headers;
  private final Flux<DataBuffer> body;

  /**
   * @param mac begins a MAC of 32 bytes
   */
  SignedBody(ServerHttpRequest request, Supplier<Mac> mac) {
    super(request);
    headers = HttpHeaders.copyOf(request.getHeaders());
    addToLength(headers, -MAC_BYTES);
    body = Flux.defer(() -> new Reader(mac.get()).read(request.getBody()));
  }

  /** Returns whether a request with these headers has a body. */
  static boolean isIn(HttpHeaders headers) {
    return headers.containsHeader(HttpHeaders.TRANSFER_ENCODING) || headers.getContentLength() > 0;
  }

  /** Appends the MAC to a body, and its length to the headers where they tell that. */
  static Flux<DataBuffer> sign(HttpHeaders headers, Flux<DataBuffer> body, Supplier<Mac> begun) {
    addToLength(headers, MAC_BYTES);
    return Flux.defer(
        () -> {
          Mac mac = begun.get();
          return body.doOnNext(buffer -> update(mac, buffer))
              .concatWith(Mono.fromSupplier(() -> wrap(mac.doFinal())));
        });
  }

  @Override
  public HttpHeaders getHeaders() {
    return headers;
  }

  @Override
  public Flux<DataBuffer> getBody() {
    return body;
  }

  private static void addToLength(HttpHeaders headers, int bytes) {
    if (headers.getContentLength() >= 0) {
      headers.setContentLength(Math.max(0, headers.getContentLength() + bytes));
    }
  }

  private static void update(Mac mac, DataBuffer buffer) {
    try (DataBuffer.ByteBufferIterator parts = buffer.readableByteBuffers()) {
      while (parts.hasNext()) {
        ByteBuffer part = parts.next();
        mac.update(part);
      }
    }
  }

  private static DataBuffer wrap(byte[] bytes) {
    return DefaultDataBufferFactory.sharedInstance.wrap(bytes);
  }

  /** Reads one body. Holds back as many bytes as a MAC has, which are the MAC once it ends. */
  private static final class Reader {

    private final Mac mac;
    private byte[] last = {};

    Reader(Mac mac) {
      this.mac = mac;
    }

    Flux<DataBuffer> read(Flux<DataBuffer> signed) {
      return signed
          .<DataBuffer>handle(
              (buffer, sink) -> {
                byte[] bytes = add(Buffers.take(buffer));
                if (bytes.length > 0) {
                  sink.next(wrap(bytes));
                }
              })
          .concatWith(Mono.defer(this::end));
    }

    /** Returns those bytes, of the ones held back and these, that cannot be of the MAC. */
    private byte[] add(byte[] bytes) {
      byte[] all = Arrays.copyOf(last, last.length + bytes.length);
      System.arraycopy(bytes, 0, all, last.length, bytes.length);
      int certain = Math.max(0, all.length - MAC_BYTES);
      last = Arrays.copyOfRange(all, certain, all.length);
      mac.update(all, 0, certain);
      return Arrays.copyOf(all, certain);
    }

    private Mono<DataBuffer> end() {
      return MessageDigest.isEqual(last, mac.doFinal())
          ? Mono.empty()
          : Mono.error(new ServiceFailure(FailureCode.UNAUTHENTICATED));
    }
  }
}
