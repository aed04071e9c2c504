package io.serpentarium.sandbox.remote.front;

import java.util.Arrays;

/** The end of a stream, of which nobody knows where it is: the last bytes so far. */
final class HeldBack {

  private final byte[] last;
  private int size;

  HeldBack(int bytes) {
    this.last = new byte[bytes];
  }

  /** Adds bytes and returns those that are no part of the end any more. */
  byte[] add(byte[] source, int offset, int length) {
    byte[] all = Arrays.copyOf(last, size + length);
    System.arraycopy(source, offset, all, size, length);
    int released = Math.max(0, all.length - last.length);
    size = all.length - released;
    System.arraycopy(all, released, last, 0, size);
    return Arrays.copyOf(all, released);
  }

  /** Returns the end. */
  byte[] end() {
    return Arrays.copyOf(last, size);
  }
}
