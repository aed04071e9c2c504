package io.serpentarium.service.edge.body;

import io.serpentarium.service.core.admission.HeapHolding;
import java.io.IOException;
import java.io.OutputStream;
import org.springframework.util.FastByteArrayOutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON that is written for somebody, of which each part is acquired before there is heap for it: a
 * character of a program's output may take six. Values of some kilobytes are counted and never
 * refused, since a refusal is one too. Fails as {@link HeapHolding#acquire} does.
 *
 * <p>It is accounted for until it is closed. For one thread at a time.
 */
public final class CountedJson implements AutoCloseable {

  /** Values up to this size are not refused. */
  private static final int SMALL_BYTES = 16 << 10;

  /** JSON is there as text, in parts, and as a whole. */
  private static final int COPIES = 3;

  private final JsonMapper mapper;
  private final HeapHolding holding;
  private long held;

  CountedJson(JsonMapper mapper, HeapHolding holding) {
    this.mapper = mapper;
    this.holding = holding;
  }

  /** Writes a value in UTF-8. */
  public byte[] write(Object value) {
    Parts parts = new Parts();
    try {
      mapper.writeValue(parts, value);
      return parts.bytes.toByteArrayUnsafe();
    } catch (JacksonException e) {
      throw e.getCause() instanceof RuntimeException refusal ? refusal : e;
    }
  }

  /** Returns what is accounted for. */
  long held() {
    return held;
  }

  /** Releases some of what is accounted for. */
  void release(long bytes) {
    holding.release(bytes);
    held -= bytes;
  }

  /** Releases all. */
  @Override
  public void close() {
    release(held);
  }

  /** Counts bytes before they are kept. */
  private final class Parts extends OutputStream {

    private final FastByteArrayOutputStream bytes = new FastByteArrayOutputStream();

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      long cost = (long) COPIES * length;
      if (bytes.size() + length <= SMALL_BYTES) {
        holding.acquireUnchecked(cost);
      } else {
        holding.acquire(cost);
      }
      held += cost;
      bytes.write(source, offset, length);
    }
  }
}
