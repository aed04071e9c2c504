package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.vfs.EntrySink;
import io.serpentarium.sandbox.vfs.FileType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Encodes directory entries as {@code fd_readdir} gives them: one after the other, the last one cut
 * where the buffer ends, which tells the guest that there are more.
 */
final class DirectoryEntries implements EntrySink {

  private static final int HEAD_BYTES = 24;

  private final byte[] target;
  private final int room;
  private int used;

  DirectoryEntries(byte[] target, int room) {
    this.target = target;
    this.room = room;
  }

  @Override
  public boolean accept(long cookie, long inode, FileType type, String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    head.putLong(cookie).putLong(inode).putInt(utf8.length).put((byte) Stats.number(type));
    put(head.array());
    put(utf8);
    return used < room;
  }

  /** Bytes filled. */
  int used() {
    return used;
  }

  private void put(byte[] bytes) {
    int part = Math.min(bytes.length, room - used);
    System.arraycopy(bytes, 0, target, used, part);
    used += part;
  }
}
