package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.vfs.Errno;
import io.serpentarium.sandbox.vfs.ErrnoException;
import io.serpentarium.sandbox.vfs.FileSystem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The guest's memory as the families see it, with the one buffer through which bytes pass: no call
 * makes the host allocate more than {@value #TRANSFER_BYTES} bytes.
 */
final class GuestView {

  /** The most bytes that one call moves; a larger request gets a short count. */
  static final int TRANSFER_BYTES = 64 << 10;

  /** The initial size of the buffer: most sessions never need more. */
  private static final int FIRST_BYTES = 4 << 10;

  private @Nullable GuestMemory memory;
  private byte[] transfer = new byte[FIRST_BYTES];

  void attach(GuestMemory guestMemory) {
    memory = guestMemory;
  }

  /**
   * The memory.
   *
   * @throws ErrnoException EFAULT before there is one
   */
  GuestMemory memory() throws ErrnoException {
    if (memory == null) {
      throw new ErrnoException(Errno.EFAULT);
    }
    return memory;
  }

  /**
   * The shared buffer; its content is whatever the last user left.
   *
   * @param length bytes that it has at least, from 0 to {@link #TRANSFER_BYTES}
   */
  byte[] transfer(int length) {
    if (length > transfer.length) {
      transfer = new byte[length > TRANSFER_BYTES / 2 ? TRANSFER_BYTES : length];
    }
    return transfer;
  }

  /**
   * Reads a path.
   *
   * @throws ErrnoException ENAMETOOLONG, or EILSEQ when it is no UTF-8
   */
  String path(long pointer, long length) throws ErrnoException {
    if (length > FileSystem.MAX_PATH_BYTES) {
      throw new ErrnoException(Errno.ENAMETOOLONG);
    }
    byte[] target = transfer((int) length);
    memory().read(pointer, target, 0, (int) length);
    try {
      ByteBuffer utf8 = ByteBuffer.wrap(target, 0, (int) length);
      return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
    } catch (CharacterCodingException e) {
      throw new ErrnoException(Errno.EILSEQ);
    }
  }
}
