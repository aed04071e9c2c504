package io.serpentarium.service.edge.body;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.serpentarium.service.core.admission.HeapHolding;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.springframework.core.io.buffer.DataBuffer;
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

  private static final int FIRST_PART_BYTES = 1 << 10;
  private static final int LARGEST_PART_BYTES = 64 << 10;

  private final JsonMapper mapper;
  private final HeapHolding holding;
  private long held;

  CountedJson(JsonMapper mapper, HeapHolding holding) {
    this.mapper = mapper;
    this.holding = holding;
  }

  /** Writes a value in UTF-8, as one of {@link HeapBuffers}. */
  public DataBuffer write(Object value) {
    return HeapBuffers.wrap(written(value).joined());
  }

  /** Writes a value as {@link #write} does, and the end of a line. */
  DataBuffer writeLine(Object value) {
    Parts parts = written(value);
    parts.write('\n');
    return HeapBuffers.wrap(parts.joined());
  }

  private Parts written(Object value) {
    Parts parts = new Parts();
    try {
      mapper.writeValue(parts, value);
      return parts;
    } catch (JacksonException e) {
      throw e.getCause() instanceof RuntimeException refusal ? refusal : e;
    }
  }

  /** Returns what is accounted for, in bytes. */
  long held() {
    return held;
  }

  /** Releases all. */
  @Override
  public void close() {
    holding.release(held);
    held = 0;
  }

  /**
   * Counts bytes before they are kept, in arrays that are never copied: a large one would need as
   * much heap again, in one piece.
   */
  private final class Parts extends OutputStream {

    private final List<ByteBuf> full = new ArrayList<>();
    private byte[] part = {};
    private int length;

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int count) {
      int from = offset;
      int left = count;
      while (left > 0) {
        if (length == part.length) {
          extend();
        }
        int fitting = Math.min(left, part.length - length);
        System.arraycopy(source, from, part, length, fitting);
        length += fitting;
        from += fitting;
        left -= fitting;
      }
    }

    private void extend() {
      int next =
          part.length == 0 ? FIRST_PART_BYTES : Math.min(2 * part.length, LARGEST_PART_BYTES);
      if (held + next <= SMALL_BYTES) {
        holding.acquireUnchecked(next);
      } else {
        holding.acquire(next);
      }
      held += next;
      if (length > 0) {
        full.add(Unpooled.wrappedBuffer(part));
      }
      part = new byte[next];
      length = 0;
    }

    ByteBuf joined() {
      full.add(Unpooled.wrappedBuffer(part, 0, length));
      return Unpooled.wrappedBuffer(full.toArray(ByteBuf[]::new));
    }
  }
}
