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
    for (long address = 0; address <= end; address += Long.BYTES) {
      long here = memory.getLong(address);
      if (here != 0 && isRotation(here)) {
        found++;
      }
    }
    return found;
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
