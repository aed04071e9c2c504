package io.serpentarium.service.edge.filter;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.stream.ChunkedInput;
import io.netty.handler.stream.ChunkedWriteHandler;
import org.jspecify.annotations.Nullable;

/**
 * Writes large buffers in slices, each once the kernel has taken most of what came before. A
 * transport copies a buffer of the heap into native memory as it is written, all of it in one
 * piece, where nobody accounts for it.
 */
@Sharable
public final class SlicedWrites extends ChannelOutboundHandlerAdapter {

  /** The size of a slice in bytes, and that up to which a buffer is written as it is. */
  static final int SLICE_BYTES = 64 << 10;

  private static final SlicedWrites INSTANCE = new SlicedWrites();

  private SlicedWrites() {}

  /** Adds the handlers to a pipeline, next to its transport. */
  public static void add(ChannelPipeline pipeline) {
    pipeline
        .addFirst("slices", new ChunkedWriteHandler())
        .addAfter("slices", "slicedWrites", INSTANCE);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the promise tells
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    boolean large = message instanceof ByteBuf buffer && buffer.readableBytes() > SLICE_BYTES;
    context.write(large ? new Slices((ByteBuf) message) : message, promise);
  }

  /** The slices of a buffer, which is released when all are written or the connection is closed. */
  private static final class Slices implements ChunkedInput<ByteBuf> {

    private final ByteBuf whole;
    private boolean closed;

    Slices(ByteBuf whole) {
      this.whole = whole;
    }

    @Override
    public boolean isEndOfInput() {
      return !whole.isReadable();
    }

    /** Idempotent: it is closed once more if its connection is lost after a write has failed. */
    @Override
    public void close() {
      if (!closed) {
        closed = true;
        whole.release();
      }
    }

    @Override
    @Deprecated
    @SuppressWarnings("InlineMeSuggester") // the interface wants it
    public @Nullable ByteBuf readChunk(ChannelHandlerContext context) {
      return readChunk(context.alloc());
    }

    @Override
    public @Nullable ByteBuf readChunk(ByteBufAllocator allocator) {
      return whole.isReadable()
          ? whole.readRetainedSlice(Math.min(SLICE_BYTES, whole.readableBytes()))
          : null;
    }

    @Override
    public long length() {
      return whole.writerIndex();
    }

    @Override
    public long progress() {
      return whole.readerIndex();
    }
  }
}
