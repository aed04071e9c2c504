package io.serpentarium.sandbox.python;

import java.util.ArrayList;
import java.util.List;

/**
 * An output stream as text: takes bytes as the guest writes them, and yields whole characters.
 * Malformed UTF-8 is replaced. Not thread-safe.
 */
final class CapturedText {

  /** Characters from which on the newest text is put to the rest. */
  private static final int CHUNK = 1 << 13;

  private final Utf8Decoder decoder = new Utf8Decoder();
  private final List<String> chunks = new ArrayList<>();
  private StringBuilder newest = new StringBuilder();
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

  /** All text so far, which it keeps no longer. */
  String take() {
    putAway();
    String all = String.join("", chunks);
    chunks.clear();
    return all;
  }

  private String keep(String piece) {
    newest.append(piece);
    if (newest.length() >= CHUNK) {
      putAway();
    }
    return piece;
  }

  private void putAway() {
    chunks.add(newest.toString());
    newest = new StringBuilder();
  }
}
