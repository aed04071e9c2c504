package io.serpentarium.sandbox.snapshot;

import com.github.luben.zstd.RecyclingBufferPool;
import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Zstandard. */
final class Compression {

  /** A good size at a cost of milliseconds for a session of a few hundred KiB. */
  private static final int LEVEL = 3;

  private static final int BUFFER_BYTES = 1 << 16;

  /** Windows that need more than 2^23 bytes are refused. */
  private static final int MAX_WINDOW_LOG = 23;

  private Compression() {}

  /** Returns a stream that compresses; its close ends the frame and closes {@code out}. */
  static OutputStream to(OutputStream out) throws IOException {
    return new BufferedOutputStream(
        new ZstdOutputStream(out, RecyclingBufferPool.INSTANCE, LEVEL), BUFFER_BYTES);
  }

  /** Returns a stream that decompresses. */
  static InputStream from(InputStream in) throws IOException {
    ZstdInputStream frames = new ZstdInputStream(in, RecyclingBufferPool.INSTANCE);
    frames.setLongMax(MAX_WINDOW_LOG);
    return new BufferedInputStream(frames, BUFFER_BYTES);
  }
}
