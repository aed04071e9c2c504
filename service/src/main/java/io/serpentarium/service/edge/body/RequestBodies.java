package io.serpentarium.service.edge.body;

import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.execution.Workers;
import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads request bodies, each up to its cap. Every failure is a {@link ProblemException}. */
public @Component final class RequestBodies {

  /** Bodies up to this size are parsed on the event loop, in tens of microseconds. */
  private static final int SMALL_BYTES = 8 << 10;

  private static final byte[] EMPTY_OBJECT = {'{', '}'};

  private final WireJson json;
  private final BodyCaps caps;
  private final Workers workers;

  public RequestBodies(WireJson json, BodyCaps caps, Workers workers) {
    this.json = json;
    this.caps = caps;
    this.workers = workers;
  }

  /** Reads a JSON object. */
  public <T> Mono<T> json(ServerHttpRequest request, Function<JsonFields, T> shape) {
    return Mono.defer(
        () -> {
          requireJson(request.getHeaders());
          return bytes(request, caps.jsonBytes(), ProblemCode.BODY_TOO_LARGE)
              .flatMap(body -> parse(body, shape));
        });
  }

  /** Reads a JSON object, whatever type of content the request gives it. */
  public <T> Mono<T> untypedJson(ServerHttpRequest request, Function<JsonFields, T> shape) {
    return untypedJson(request, UnaryOperator.identity(), shape);
  }

  /**
   * Reads as above a JSON object that is a part of the body.
   *
   * @param part returns the bytes of the object, or throws a {@link ProblemException}
   */
  public <T> Mono<T> untypedJson(
      ServerHttpRequest request, UnaryOperator<byte[]> part, Function<JsonFields, T> shape) {
    return Mono.defer(
        () -> {
          requirePlain(request.getHeaders());
          return bytes(request, caps.jsonBytes(), ProblemCode.BODY_TOO_LARGE)
              .map(part)
              .flatMap(body -> parse(body, shape));
        });
  }

  /** Reads a JSON object; no body at all stands for an empty one. */
  public <T> Mono<T> optionalJson(ServerHttpRequest request, Function<JsonFields, T> shape) {
    return Mono.defer(
        () -> {
          requireJsonIfTyped(request.getHeaders());
          return bytes(request, caps.jsonBytes(), ProblemCode.BODY_TOO_LARGE)
              .map(body -> body.length == 0 ? EMPTY_OBJECT : requireTyped(request, body))
              .flatMap(body -> parse(body, shape));
        });
  }

  /** The bytes of a file, as they come. */
  public Flux<byte[]> file(ServerHttpRequest request) {
    return parts(request, caps.fileBytes(), ProblemCode.FILE_TOO_LARGE);
  }

  /** The bytes of a snapshot, as they come. */
  public Flux<byte[]> snapshot(ServerHttpRequest request) {
    return parts(request, caps.snapshotBytes(), ProblemCode.BODY_TOO_LARGE);
  }

  private static Flux<byte[]> parts(ServerHttpRequest request, int most, ProblemCode tooLarge) {
    return Flux.defer(
        () -> {
          requirePlain(request.getHeaders());
          requireLength(request, most, tooLarge);
          ByteCount count = new ByteCount(most, tooLarge);
          return counted(request).map(Buffers::take).doOnNext(count::add);
        });
  }

  /** Counts the bytes of a body as they arrive. */
  private static final class ByteCount {

    private final long most;
    private final ProblemCode tooLarge;
    private long sum;

    ByteCount(long most, ProblemCode tooLarge) {
      this.most = most;
      this.tooLarge = tooLarge;
    }

    void add(byte[] part) {
      sum += part.length;
      if (sum > most) {
        throw tooLarge(tooLarge, most);
      }
    }
  }

  /** The heap has to have room for all that parsing may take before it begins. */
  private <T> Mono<T> parse(byte[] body, Function<JsonFields, T> shape) {
    return Mono.deferContextual(
        context -> {
          HeapHolding holding = HeapHolding.of(context);
          long cost = WireJson.costOfBody(body.length);
          holding.acquire(cost);
          return parseNow(body, shape).doFinally(end -> holding.release(cost));
        });
  }

  private <T> Mono<T> parseNow(byte[] body, Function<JsonFields, T> shape) {
    return body.length <= SMALL_BYTES
        ? Mono.fromSupplier(() -> JsonFields.read(json.read(body), shape))
        : workers.call(() -> JsonFields.read(json.read(body), shape));
  }

  private static Mono<byte[]> bytes(ServerHttpRequest request, int most, ProblemCode tooLarge) {
    requireLength(request, most, tooLarge);
    return Buffers.join(counted(request), most)
        .onErrorMap(DataBufferLimitException.class, e -> tooLarge(tooLarge, most));
  }

  private static void requireLength(ServerHttpRequest request, int most, ProblemCode tooLarge) {
    if (request.getHeaders().getContentLength() > most) {
      throw tooLarge(tooLarge, most);
    }
  }

  /** A body of which the current request holds all that has come. */
  public static Flux<DataBuffer> counted(ServerHttpRequest request) {
    return Flux.deferContextual(
        context -> {
          HeapHolding holding = HeapHolding.of(context);
          return request.getBody().map(buffer -> counted(buffer, holding));
        });
  }

  private static DataBuffer counted(DataBuffer buffer, HeapHolding holding) {
    try {
      holding.acquire(buffer.readableByteCount());
      return buffer;
    } catch (RuntimeException e) {
      DataBufferUtils.release(buffer);
      throw e;
    }
  }

  private static ProblemException tooLarge(ProblemCode code, long most) {
    return new ProblemException(code, "The maximum is %d bytes.".formatted(most));
  }

  private static void requireJsonIfTyped(HttpHeaders headers) {
    if (headers.containsHeader(HttpHeaders.CONTENT_TYPE)) {
      requireJson(headers);
    }
  }

  private static byte[] requireTyped(ServerHttpRequest request, byte[] body) {
    requireJson(request.getHeaders());
    return body;
  }

  private static void requireJson(HttpHeaders headers) {
    requirePlain(headers);
    MediaType type = contentType(headers);
    if (type == null || !isJson(type)) {
      throw unsupported("The body must be application/json in UTF-8.");
    }
  }

  private static void requirePlain(HttpHeaders headers) {
    String encoding = headers.getFirst(HttpHeaders.CONTENT_ENCODING);
    if (encoding != null && !"identity".equalsIgnoreCase(encoding)) {
      throw unsupported("The body must not have a content encoding.");
    }
  }

  private static @Nullable MediaType contentType(HttpHeaders headers) {
    try {
      return headers.getContentType();
    } catch (InvalidMediaTypeException e) {
      throw unsupported("The Content-Type is malformed.");
    }
  }

  private static boolean isJson(MediaType type) {
    return type.equalsTypeAndSubtype(MediaType.APPLICATION_JSON)
        && (type.getCharset() == null || type.getCharset().equals(StandardCharsets.UTF_8));
  }

  private static ProblemException unsupported(String detail) {
    return new ProblemException(ProblemCode.UNSUPPORTED_MEDIA_TYPE, detail);
  }
}
