package io.serpentarium.sandbox.remote.wire;

/**
 * What a frame asks for or tells. The order is part of the protocol: {@link Link#VERSION} changes
 * with it.
 */
public enum Operation {
  // From the front to a worker.
  OPEN,
  EXECUTE,
  EXECUTE_BESIDE,
  WRITE_STDIN,
  END_STDIN,
  INTERRUPT,
  CLOSE_SESSION,
  SNAPSHOT,
  RESTORE,
  FORK,
  UNDO,
  HIBERNATE,
  IMPORT,
  EXPORT,
  CLOSE_SNAPSHOT,
  PREPARE,
  CLOSE_PREPARATION,
  WRITE_FILE,
  OPEN_FILE,
  READ_FILE,
  CLOSE_FILE,
  DELETE_FILE,
  MAKE_DIRECTORY,
  MOVE_FILE,
  DELETE_TREE,
  USED_BYTES,
  LIST_FILES,
  OPEN_TERMINAL,
  TERMINAL_INPUT,
  RESIZE,
  HANG_UP,
  SUBSCRIBE,
  DEMAND,
  CANCEL,
  FORGET,
  // From a worker to the front.
  READY(1 << 17),
  HEARTBEAT(1 << 8),
  ACQUIRE(1 << 6),
  RELEASE(1 << 6),
  REQUIRE_LEFT(1 << 6),
  CHARGE(1 << 6),
  STREAM_ITEM(25 << 20),
  STREAM_END(1 << 6),
  PULL(1 << 6),
  PUSH(Link.PART_FRAME_BYTES),
  ADMIT(1 << 6),
  ADMIT_EDIT(1 << 6),
  EDITED(1 << 6),
  STATEMENT_RESULT(1 << 22),
  TERMINAL_ENDED(1 << 6);

  private static final Operation[] ALL = values();

  private final int mostBytes;

  Operation() {
    this(Integer.MAX_VALUE);
  }

  Operation(int mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** Returns whether workers may send it. */
  boolean isWorkers() {
    return mostBytes < Integer.MAX_VALUE;
  }

  /** Returns the most bytes of its arguments. */
  int mostBytes() {
    return mostBytes;
  }

  /** Returns the operation with a number. */
  static Operation of(int number) {
    if (number < 0 || number >= ALL.length) {
      throw new ProtocolException("there is no operation " + number);
    }
    return ALL[number];
  }
}
