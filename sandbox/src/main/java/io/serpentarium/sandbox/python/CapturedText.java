package io.serpentarium.sandbox.python;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * One output stream as text: bytes come in as the guest writes them, whole characters come out.
 * Malformed UTF-8 is replaced. Not thread-safe.
 */
final class CapturedText {

  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private final StringBuilder text = new StringBuilder();
  private byte[] incomplete = new byte[0];
  private boolean truncated;

  /** Appends bytes and returns the characters that they complete. */
  String append(byte[] source, int offset, int length) {
    ByteBuffer bytes = withIncomplete(source, offset, length);
    CharBuffer chars = CharBuffer.allocate(bytes.remaining() + 1);
    decoder.decode(bytes, chars, false);
    incomplete = new byte[bytes.remaining()];
    bytes.get(incomplete);
    return keep(chars);
  }

  /** Ends the stream: a character that was never completed is replaced, or dropped when cut off. */
  String end() {
    if (incomplete.length == 0 || truncated) {
      return "";
    }
    CharBuffer chars = CharBuffer.allocate(incomplete.length + 1);
    decoder.decode(ByteBuffer.wrap(incomplete), chars, true);
    decoder.flush(chars);
    incomplete = new byte[0];
    return keep(chars);
  }

  void markTruncated() {
    truncated = true;
  }

  boolean truncated() {
    return truncated;
  }

  /** All text so far. */
  String text() {
    return text.toString();
  }

  private ByteBuffer withIncomplete(byte[] source, int offset, int length) {
    if (incomplete.length == 0) {
      return ByteBuffer.wrap(source, offset, length);
    }
    ByteBuffer joined = ByteBuffer.allocate(incomplete.length + length);
    return joined.put(incomplete).put(source, offset, length).flip();
  }

  private String keep(CharBuffer chars) {
    String piece = chars.flip().toString();
    text.append(piece);
    return piece;
  }
}
