package io.serpentarium.sandbox.hostile;

import io.serpentarium.sandbox.engine.GuestMemory;
import java.util.HexFormat;

/**
 * Eight bytes that a session repeats wherever it can write.
 *
 * @param word as the guest's memory holds it, little-endian
 */
record Canary(long word) {

  String hex() {
    return HexFormat.of().toHexDigits(Long.reverseBytes(word));
  }

  /** Counts the aligned words of a memory that hold it, at whatever offset it was written. */
  int occurrencesIn(GuestMemory memory) {
    int found = 0;
    long end = memory.size() - Long.BYTES;
    int folded = folded(word);
    for (long address = memory.hiddenBytes(); address <= end; address += Long.BYTES) {
      long here = memory.getLong(address);
      if (folded(here) == folded && isRotation(here)) {
        found++;
      }
    }
    return found;
  }

  /** The exclusive-or of the bytes, which a rotation by whole bytes leaves as it is. */
  private static int folded(long word) {
    long half = word ^ word >>> 32;
    half ^= half >>> 16;
    return (int) (half ^ half >>> 8) & 0xFF;
  }

  private boolean isRotation(long here) {
    for (int bits = 0; bits < Long.SIZE; bits += Byte.SIZE) {
      if (Long.rotateLeft(word, bits) == here) {
        return true;
      }
    }
    return false;
  }
}
