package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.Execution.StdinOutcome;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The bytes of an execution's stdin, bounded if it is fed while it runs. Thread-safe; no method
 * waits.
 */
final class StdinChannel implements GuestInput {

  /** Bytes that may wait unread before further ones are refused. */
  static final int CAPACITY = 1 << 20;

  private final Deque<byte[]> chunks = new ArrayDeque<>();
  private int firstOffset;
  private long waiting;
  private boolean ended;

  /** Fills it with all it will ever hold, whatever its size. */
  static StdinChannel fixed(byte[] content) {
    StdinChannel channel = new StdinChannel();
    channel.append(content);
    channel.ended = true;
    return channel;
  }

  /** An empty one that is fed later. */
  static StdinChannel open() {
    return new StdinChannel();
  }

  synchronized StdinOutcome offer(byte[] data) {
    if (ended) {
      return StdinOutcome.CLOSED;
    }
    if (waiting + data.length > CAPACITY) {
      return StdinOutcome.FULL;
    }
    append(data.clone());
    return StdinOutcome.ACCEPTED;
  }

  synchronized StdinOutcome end() {
    if (ended) {
      return StdinOutcome.CLOSED;
    }
    ended = true;
    return StdinOutcome.ACCEPTED;
  }

  @Override
  public synchronized boolean readable() {
    return waiting > 0 || ended;
  }

  @Override
  public synchronized int poll(byte[] target, int offset, int length) {
    int taken = 0;
    while (taken < length && waiting > 0) {
      taken += takeFromFirst(target, offset + taken, length - taken);
    }
    return taken;
  }

  private int takeFromFirst(byte[] target, int offset, int length) {
    byte[] first = chunks.getFirst();
    int count = Math.min(length, first.length - firstOffset);
    System.arraycopy(first, firstOffset, target, offset, count);
    firstOffset += count;
    waiting -= count;
    if (firstOffset == first.length) {
      chunks.removeFirst();
      firstOffset = 0;
    }
    return count;
  }

  private void append(byte[] data) {
    if (data.length > 0) {
      chunks.addLast(data);
      waiting += data.length;
    }
  }
}
