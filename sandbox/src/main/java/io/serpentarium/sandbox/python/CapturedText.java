package io.serpentarium.sandbox.python;

/**
 * One output stream as text: bytes come in as the guest writes them, whole characters come out.
 * Malformed UTF-8 is replaced. Not thread-safe.
 */
final class CapturedText {

  private final Utf8Decoder decoder = new Utf8Decoder();
  private final StringBuilder text = new StringBuilder();
  private boolean truncated;

  /** Appends bytes and returns the characters that they complete. */
  String append(byte[] source, int offset, int length) {
    return keep(decoder.append(source, offset, length));
  }

  /** Ends the stream: a character that was never completed is replaced, or dropped when cut off. */
  String end() {
    return truncated ? "" : keep(decoder.end());
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

  private String keep(String piece) {
    text.append(piece);
    return piece;
  }
}
