package io.serpentarium.sandbox.python;

import java.util.Arrays;

/** The text typed on a terminal and not used yet, bounded. Thread-safe; no method waits. */
final class TerminalInput implements GuestInput {

  /** Bytes that may wait before further ones are refused. */
  static final int CAPACITY = 1 << 18;

  private static final byte INTERRUPT = 3;

  private byte[] waiting = new byte[0];
  private boolean ended;
  private boolean starved;

  /** Adds typed bytes; returns false, and adds none, if they are too many. */
  synchronized boolean offer(byte[] typed) {
    if (waiting.length + typed.length > CAPACITY) {
      return false;
    }
    waiting = join(waiting, typed);
    return true;
  }

  /** Takes the oldest bytes, up to a number. */
  synchronized byte[] take(int most) {
    byte[] taken = Arrays.copyOf(waiting, Math.min(most, waiting.length));
    waiting = Arrays.copyOfRange(waiting, taken.length, waiting.length);
    return taken;
  }

  /** Returns bytes that were taken and not used. */
  synchronized void putBack(byte[] unused) {
    waiting = join(unused, waiting);
  }

  /** Drops all up to the last Ctrl-C that waits, and says whether there was one. */
  synchronized boolean takeInterrupt() {
    for (int at = waiting.length - 1; at >= 0; at--) {
      if (waiting[at] == INTERRUPT) {
        waiting = Arrays.copyOfRange(waiting, at + 1, waiting.length);
        return true;
      }
    }
    return false;
  }

  /** Drops all that waits. */
  synchronized void drop() {
    waiting = new byte[0];
  }

  synchronized boolean isEmpty() {
    return waiting.length == 0;
  }

  /** Makes a guest that waits for input read end of file. */
  synchronized void end() {
    ended = true;
  }

  /** Returns whether the guest, if it waits, waits for typed text. */
  synchronized boolean starved() {
    return starved;
  }

  @Override
  public synchronized boolean readable() {
    starved = waiting.length == 0 && !ended;
    return !starved;
  }

  @Override
  public synchronized int poll(byte[] target, int offset, int length) {
    byte[] taken = take(length);
    System.arraycopy(taken, 0, target, offset, taken.length);
    return taken.length;
  }

  @Override
  public synchronized void beforeWait() {
    starved = false;
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }
}
