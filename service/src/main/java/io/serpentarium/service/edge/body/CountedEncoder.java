package io.serpentarium.service.edge.body;

import io.serpentarium.service.core.admission.HeapHolding;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.codec.json.JacksonJsonEncoder;
import org.springframework.util.FastByteArrayOutputStream;
import org.springframework.util.MimeType;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes whole answers as JSON, of which the current request acquires each part before there is
 * heap for it: a character of a program's output may take six. Answers of some kilobytes are
 * counted and never refused, since a refusal is one too. Fails as {@link HeapHolding#acquire} does.
 */
public final class CountedEncoder extends JacksonJsonEncoder {

  /** Answers up to this size are not refused. */
  private static final int SMALL_BYTES = 16 << 10;

  /** An answer is there as text, in parts, and as a whole. */
  private static final int COPIES = 3;

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
        context ->
            values instanceof Mono<?> whole && context.hasKey(HeapHolding.class)
                ? whole.map(value -> encode(value, HeapHolding.of(context), factory)).flux()
                : super.encode(values, factory, type, format, hints));
  }

  private DataBuffer encode(Object value, HeapHolding holding, DataBufferFactory factory) {
    FastByteArrayOutputStream parts = new FastByteArrayOutputStream();
    CountedParts counted = new CountedParts(parts, holding);
    try {
      mapper.writeValue(counted, value);
      return factory.wrap(parts.toByteArrayUnsafe());
    } catch (JacksonException e) {
      throw e.getCause() instanceof RuntimeException refusal ? refusal : e;
    } finally {
      counted.release();
    }
  }

  /** Counts bytes before they are kept, until they are sent, which is counted itself. */
  private static final class CountedParts extends OutputStream {

    private final FastByteArrayOutputStream parts;
    private final HeapHolding holding;
    private long held;

    CountedParts(FastByteArrayOutputStream parts, HeapHolding holding) {
      this.parts = parts;
      this.holding = holding;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      long cost = (long) COPIES * length;
      if (parts.size() + length <= SMALL_BYTES) {
        holding.acquireUnchecked(cost);
      } else {
        holding.acquire(cost);
      }
      held += cost;
      parts.write(bytes, offset, length);
    }

    void release() {
      holding.release(held);
    }
  }
}
