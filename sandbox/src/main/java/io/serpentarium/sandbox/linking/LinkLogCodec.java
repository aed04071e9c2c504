package io.serpentarium.sandbox.linking;

import io.serpentarium.sandbox.linking.LinkEvent.Opened;
import io.serpentarium.sandbox.linking.LinkEvent.Placed;
import io.serpentarium.sandbox.linking.LinkEvent.Resolved;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The bytes of a {@link LinkLog}: the table's size, how many events there are, then each with a
 * byte for its kind. What contains it says which version it is.
 */
public final class LinkLogCodec {

  private static final int OPENED = 0;
  private static final int PLACED = 1;
  private static final int RESOLVED = 2;
  private static final int DIGEST_BYTES = 32;

  private LinkLogCodec() {}

  /** Writes a log. */
  public static void write(LinkLog log, DataOutput out) throws IOException {
    out.writeInt(log.tableSize());
    out.writeInt(log.events().size());
    for (LinkEvent event : log.events()) {
      switch (event) {
        case Opened(String sha256) -> {
          out.writeByte(OPENED);
          out.write(HexFormat.of().parseHex(sha256));
        }
        case Placed(int handle, int memoryBase) -> {
          out.writeByte(PLACED);
          out.writeInt(handle);
          out.writeInt(memoryBase);
        }
        case Resolved(int handle, String export) -> {
          out.writeByte(RESOLVED);
          out.writeInt(handle);
          out.writeUTF(export);
        }
      }
    }
  }

  /**
   * Reads a log from bytes that may have been made to do harm. Whether it makes sense shows when it
   * is {@linkplain SideLinker#replay replayed}.
   *
   * @throws IOException if the bytes are no log
   */
  public static LinkLog read(DataInput in) throws IOException {
    int tableSize = in.readInt();
    int count = in.readInt();
    if (tableSize < 0 || count < 0 || count > LinkLog.MOST_EVENTS) {
      throw new IOException("an invalid log of links");
    }
    List<LinkEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(readEvent(in));
    }
    return new LinkLog(events, tableSize);
  }

  private static LinkEvent readEvent(DataInput in) throws IOException {
    int kind = in.readByte();
    return switch (kind) {
      case OPENED -> {
        byte[] digest = new byte[DIGEST_BYTES];
        in.readFully(digest);
        yield new Opened(HexFormat.of().formatHex(digest));
      }
      case PLACED -> new Placed(in.readInt(), in.readInt());
      case RESOLVED -> new Resolved(in.readInt(), readExport(in));
      default -> throw new IOException("a kind of link that does not exist");
    };
  }

  private static String readExport(DataInput in) throws IOException {
    String export = in.readUTF();
    if (export.length() > SideLinker.MOST_NAME_BYTES) {
      throw new IOException("a name of a link that is too long");
    }
    return export;
  }
}
