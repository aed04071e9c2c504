package io.serpentarium.service.edge.body;

import io.serpentarium.service.core.admission.HeapHolding;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.function.Function;
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
 * ones, which are accounted for until the request's holding is closed, and the elements of streams,
 * of which the server may have some before the client does.
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
            return whole.map(value -> encode(value, holding)).flux();
          }
          return MediaType.APPLICATION_NDJSON.equalsTypeAndSubtype(format)
              ? Flux.from(values).map(new Stream(mapper, holding)::writeLine)
              : super.encode(values, factory, type, format, hints);
        });
  }

  private DataBuffer encode(Object value, HeapHolding holding) {
    CountedJson json = new CountedJson(mapper, holding);
    try {
      return json.write(value);
    } catch (RuntimeException e) {
      json.close();
      throw e;
    }
  }

  @Override
  public DataBuffer encodeValue(
      Object value,
      DataBufferFactory factory,
      ResolvableType type,
      @Nullable MimeType format,
      @Nullable Map<String, Object> hints) {
    return value instanceof Encoded(DataBuffer json)
        ? json
        : super.encodeValue(value, factory, type, format, hints);
  }

  /** An element of a stream that is JSON already. */
  record Encoded(DataBuffer json) {}

  /**
   * Writes the elements of one stream, and accounts for as many of the last as the server may have
   * taken and the client not.
   */
  static final class Stream {

    /** The number of elements that Reactor Netty requests of a stream at a time. */
    private static final int UNDER_WAY = 128;

    private final JsonMapper mapper;
    private final HeapHolding holding;
    private final Deque<Long> held = new ArrayDeque<>();

    Stream(JsonMapper mapper, HeapHolding holding) {
      this.mapper = mapper;
      this.holding = holding;
    }

    /** Writes an element. */
    Encoded write(Object value) {
      return new Encoded(write(json -> json.write(value)));
    }

    /** Writes an element and the end of a line. */
    DataBuffer writeLine(Object value) {
      return write(json -> json.writeLine(value));
    }

    private synchronized DataBuffer write(Function<CountedJson, DataBuffer> writing) {
      CountedJson json = new CountedJson(mapper, holding);
      try {
        DataBuffer written = writing.apply(json);
        held.add(json.held());
        if (held.size() > UNDER_WAY) {
          holding.release(held.remove());
        }
        return written;
      } catch (RuntimeException e) {
        json.close();
        throw e;
      }
    }
  }
}
