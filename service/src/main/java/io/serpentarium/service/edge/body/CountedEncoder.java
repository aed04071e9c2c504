package io.serpentarium.service.edge.body;

import io.serpentarium.service.core.admission.HeapHolding;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.http.codec.json.JacksonJsonEncoder;
import org.springframework.util.MimeType;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes answers as JSON, which the current request acquires as {@link CountedJson} does: whole
 * ones, and the elements of streams, of which the server may have some before the client does.
 */
public final class CountedEncoder extends JacksonJsonEncoder {

  private final JsonMapper mapper;

  public CountedEncoder(JsonMapper mapper) {
    super(mapper);
    this.mapper = mapper;
  }

  @Override
  public Flux<DataBuffer> encode(
      Publisher<?> values,
      DataBufferFactory factory,
      ResolvableType type,
      @Nullable MimeType format,
      @Nullable Map<String, Object> hints) {
    return Flux.deferContextual(
        context -> {
          if (!context.hasKey(HeapHolding.class)) {
            return super.encode(values, factory, type, format, hints);
          }
          HeapHolding holding = HeapHolding.of(context);
          if (values instanceof Mono<?> whole) {
            return whole.map(value -> encode(value, holding, factory)).flux();
          }
          return MediaType.APPLICATION_NDJSON.equalsTypeAndSubtype(format)
              ? lines(Flux.from(values), new Stream(mapper, holding), factory)
              : super.encode(values, factory, type, format, hints);
        });
  }

  private DataBuffer encode(Object value, HeapHolding holding, DataBufferFactory factory) {
    try (CountedJson json = new CountedJson(mapper, holding)) {
      return factory.wrap(json.write(value));
    }
  }

  private static Flux<DataBuffer> lines(Flux<?> values, Stream stream, DataBufferFactory factory) {
    return values.map(
        value -> {
          byte[] json = stream.write(value).json();
          DataBuffer line = factory.allocateBuffer(json.length + 1);
          return line.write(json).write((byte) '\n');
        });
  }

  @Override
  public DataBuffer encodeValue(
      Object value,
      DataBufferFactory factory,
      ResolvableType type,
      @Nullable MimeType format,
      @Nullable Map<String, Object> hints) {
    return value instanceof Encoded(byte[] json)
        ? factory.wrap(json)
        : super.encodeValue(value, factory, type, format, hints);
  }

  /** An element of a stream that is JSON already. */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  record Encoded(byte[] json) {}

  /**
   * Writes the elements of one stream, and accounts for as many of the last as the server may have
   * taken and the client not.
   */
  static final class Stream {

    /** What Reactor Netty asks a stream for at once. */
    private static final int UNDER_WAY = 128;

    private final JsonMapper mapper;
    private final HeapHolding holding;
    private final Deque<Integer> lengths = new ArrayDeque<>();

    Stream(JsonMapper mapper, HeapHolding holding) {
      this.mapper = mapper;
      this.holding = holding;
    }

    /** Writes an element. */
    synchronized Encoded write(Object value) {
      CountedJson json = new CountedJson(mapper, holding);
      try {
        byte[] written = json.write(value);
        json.release(json.held() - written.length);
        lengths.add(written.length);
        if (lengths.size() > UNDER_WAY) {
          holding.release(lengths.remove());
        }
        return new Encoded(written);
      } catch (RuntimeException e) {
        json.close();
        throw e;
      }
    }
  }
}
