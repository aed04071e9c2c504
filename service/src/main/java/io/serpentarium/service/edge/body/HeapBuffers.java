package io.serpentarium.service.edge.body;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;

/** Buffers that lie in the heap, are joined without being copied, and need not be released. */
public final class HeapBuffers {

  private static final NettyDataBufferFactory FACTORY =
      new NettyDataBufferFactory(new UnpooledByteBufAllocator(false, true));

  private HeapBuffers() {}

  /** Returns a buffer of an array, which is not copied. */
  public static DataBuffer wrap(byte[] bytes) {
    return FACTORY.wrap(bytes);
  }

  /** Returns the bytes of several buffers, one after the other. */
  public static DataBuffer join(List<DataBuffer> buffers) {
    return FACTORY.join(buffers);
  }

  static DataBuffer wrap(ByteBuf bytes) {
    return FACTORY.wrap(bytes);
  }
}
