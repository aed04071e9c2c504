package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.PythonError;
import io.serpentarium.sandbox.engine.GuestMemory;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The guest's report on an execution, decoded from its {@code Result} struct.
 *
 * @param result repr of a cell's value, or null
 * @param error the exception that left the code, or null
 */
record GuestResult(
    Status status, int exitCode, @Nullable String result, @Nullable PythonError error) {

  /** The way in which the code ended, as the guest numbers it. */
  enum Status {
    COMPLETED,
    RAISED,
    EXITED,
    KEYBOARD_INTERRUPT
  }

  /** Bytes of one text that the host takes at most. */
  private static final int TEXT_BYTES = 1 << 20;

  private static final int EXIT_CODE = 4;
  private static final int RESULT = 8;
  private static final int ERROR_NAME = 16;
  private static final int ERROR_MESSAGE = 24;
  private static final int TRACEBACK = 32;
  private static final int KIND = 40;

  /** The result of a call that has none. */
  static GuestResult nothing() {
    return new GuestResult(Status.COMPLETED, 0, null, null);
  }

  /**
   * Decodes the struct at an address that the guest returned.
   *
   * @throws GuestMemory.OutOfBounds if it points outside the memory
   * @throws IllegalGuestException if it makes no sense
   */
  static GuestResult decode(GuestMemory memory, long address) {
    int status = memory.getInt(address);
    if (status < 0 || status >= Status.values().length) {
      throw new IllegalGuestException("status " + status);
    }
    return new GuestResult(
        Status.values()[status],
        memory.getInt(address + EXIT_CODE),
        text(memory, address + RESULT),
        error(memory, address));
  }

  private static @Nullable PythonError error(GuestMemory memory, long address) {
    String name = text(memory, address + ERROR_NAME);
    return name == null
        ? null
        : new PythonError(
            name,
            orEmpty(text(memory, address + ERROR_MESSAGE)),
            orEmpty(text(memory, address + TRACEBACK)),
            kind(memory.getInt(address + KIND)));
  }

  private static PythonError.Kind kind(int number) {
    return switch (number) {
      case 0 -> PythonError.Kind.OTHER;
      case 1 -> PythonError.Kind.ASSERTION;
      case 2 -> PythonError.Kind.MEMORY;
      default -> throw new IllegalGuestException("kind of exception " + number);
    };
  }

  private static @Nullable String text(GuestMemory memory, long slice) {
    long pointer = memory.getUnsignedInt(slice);
    long length = memory.getUnsignedInt(slice + 4);
    if (pointer == 0) {
      return null;
    }
    if (length > TEXT_BYTES) {
      throw new IllegalGuestException("text of " + length + " bytes");
    }
    byte[] utf8 = new byte[(int) length];
    memory.read(pointer, utf8, 0, utf8.length);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
