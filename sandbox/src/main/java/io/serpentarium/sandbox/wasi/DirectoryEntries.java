package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.vfs.EntrySink;
import io.serpentarium.sandbox.vfs.FileType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Encodes directory entries for {@code fd_readdir}: one after the other, the last one cut at the
 * end of the buffer, which shows the guest that there are more.
 */
final class DirectoryEntries implements EntrySink {

  private static final int HEAD_BYTES = 24;

  private final GuestMemory memory;
  private final long address;
  private final long room;
  private long used;

  /** Entries for a range of the guest's memory, which must have been checked. */
  DirectoryEntries(GuestMemory memory, long address, long room) {
    this.memory = memory;
    this.address = address;
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
  long used() {
    return used;
  }

  private void put(byte[] bytes) {
    int part = (int) Math.min(bytes.length, room - used);
    memory.write(address + used, bytes, 0, part);
    used += part;
  }
}
