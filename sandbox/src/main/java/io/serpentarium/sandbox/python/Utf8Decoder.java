package io.serpentarium.sandbox.python;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Decodes bytes as a guest writes them into whole characters; malformed ones are replaced. Not
 * thread-safe.
 */
final class Utf8Decoder {

  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private byte[] incomplete = new byte[0];

  /** Takes bytes and returns the characters that they complete. */
  String append(byte[] source, int offset, int length) {
    ByteBuffer bytes = withIncomplete(source, offset, length);
    CharBuffer chars = CharBuffer.allocate(bytes.remaining() + 1);
    decoder.decode(bytes, chars, false);
    incomplete = new byte[bytes.remaining()];
    bytes.get(incomplete);
    return chars.flip().toString();
  }

  /** Ends the text: a character that was never completed is replaced. */
  String end() {
    if (incomplete.length == 0) {
      return "";
    }
    CharBuffer chars = CharBuffer.allocate(incomplete.length + 1);
    decoder.decode(ByteBuffer.wrap(incomplete), chars, true);
    decoder.flush(chars);
    incomplete = new byte[0];
    return chars.flip().toString();
  }

  private ByteBuffer withIncomplete(byte[] source, int offset, int length) {
    if (incomplete.length == 0) {
      return ByteBuffer.wrap(source, offset, length);
    }
    ByteBuffer joined = ByteBuffer.allocate(incomplete.length + length);
    return joined.put(incomplete).put(source, offset, length).flip();
  }
}
