package io.serpentarium.sandbox.vfs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads zips whose entries are stored, without copying.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">APPNOTE, 4.3</a>
 */
final class StoredZip {

  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int END_COUNT = 10;
  private static final int END_DIRECTORY = 16;

  private static final int ENTRY = 0x02014b50;
  private static final int ENTRY_BYTES = 46;
  private static final int ENTRY_METHOD = 10;
  private static final int ENTRY_STORED_BYTES = 20;
  private static final int ENTRY_CONTENT_BYTES = 24;
  private static final int ENTRY_NAME_BYTES = 28;
  private static final int ENTRY_EXTRA_BYTES = 30;
  private static final int ENTRY_COMMENT_BYTES = 32;
  private static final int ENTRY_HEADER = 42;

  private static final int HEADER = 0x04034b50;
  private static final int HEADER_BYTES = 30;
  private static final int HEADER_NAME_BYTES = 26;
  private static final int HEADER_EXTRA_BYTES = 28;

  private StoredZip() {}

  /**
   * A file in a zip.
   *
   * @param content a slice of the zip
   */
  record Entry(String name, ByteBuffer content) {}

  /**
   * Returns the files in a zip that has no comment, in the order of its directory.
   *
   * @throws IllegalArgumentException if it is not a zip of stored entries
   */
  static List<Entry> entries(ByteBuffer bytes) {
    ByteBuffer zip = bytes.slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    try {
      int end = zip.capacity() - END_BYTES;
      require(END, zip, end);
      int count = half(zip, end + END_COUNT);
      int at = zip.getInt(end + END_DIRECTORY);
      List<Entry> entries = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        require(ENTRY, zip, at);
        entries.add(entry(zip, at));
        at +=
            ENTRY_BYTES
                + half(zip, at + ENTRY_NAME_BYTES)
                + half(zip, at + ENTRY_EXTRA_BYTES)
                + half(zip, at + ENTRY_COMMENT_BYTES);
      }
      return entries;
    } catch (IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("a damaged zip", e);
    }
  }

  private static Entry entry(ByteBuffer zip, int at) {
    int length = zip.getInt(at + ENTRY_CONTENT_BYTES);
    if (half(zip, at + ENTRY_METHOD) != 0 || zip.getInt(at + ENTRY_STORED_BYTES) != length) {
      throw new IllegalArgumentException("an entry is not stored as it is");
    }
    byte[] name = new byte[half(zip, at + ENTRY_NAME_BYTES)];
    zip.get(at + ENTRY_BYTES, name);
    int header = zip.getInt(at + ENTRY_HEADER);
    require(HEADER, zip, header);
    int start =
        header
            + HEADER_BYTES
            + half(zip, header + HEADER_NAME_BYTES)
            + half(zip, header + HEADER_EXTRA_BYTES);
    return new Entry(new String(name, StandardCharsets.UTF_8), zip.slice(start, length));
  }

  private static void require(int signature, ByteBuffer zip, int at) {
    if (zip.getInt(at) != signature) {
      throw new IllegalArgumentException("no zip without a comment");
    }
  }

  private static int half(ByteBuffer zip, int at) {
    return Short.toUnsignedInt(zip.getShort(at));
  }
}
