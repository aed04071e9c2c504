package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.vfs.Errno;
import io.serpentarium.sandbox.vfs.ErrnoException;
import io.serpentarium.sandbox.wasi.GuestProcesses.End;
import io.serpentarium.sandbox.wasi.GuestProcesses.Exited;
import io.serpentarium.sandbox.wasi.GuestProcesses.Killed;
import io.serpentarium.sandbox.wasi.GuestProcesses.Refusal;
import io.serpentarium.sandbox.wasi.GuestProcesses.Refused;
import io.serpentarium.sandbox.wasi.GuestProcesses.TimedOut;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The device {@code /dev/process}: a write runs the program that it describes, and a read then
 * gives, once, the way in which that ended. All numbers are little-endian.
 *
 * <p>A request is {@value #MAGIC}, the descriptors of the program's standard streams, 4 bytes each,
 * and its time in milliseconds, 8 bytes; the rest are its arguments. An answer is 4 bytes that say
 * what happened and 4 bytes with the exit code, the signal or the reason of a refusal.
 */
final class ProcessDevice {

  /** The first 4 bytes of each request, "run1". */
  private static final int MAGIC = 0x316e7572;

  private static final int HEADER_BYTES = 24;

  /** The most bytes of a request: the rest of what one call moves is too long a command. */
  private static final int MOST_BYTES = GuestView.TRANSFER_BYTES - 1;

  private static final int ANSWER_BYTES = 8;
  private static final byte[] NOTHING = new byte[0];
  private static final GuestProcesses NONE = request -> new Refused(Refusal.UNSUPPORTED);

  private final DescriptorTable descriptors;
  private GuestProcesses processes = NONE;
  private byte[] answer = NOTHING;

  ProcessDevice(DescriptorTable descriptors) {
    this.descriptors = descriptors;
  }

  void connect(GuestProcesses newProcesses) {
    processes = newProcesses;
  }

  void disconnect() {
    processes = NONE;
    answer = NOTHING;
  }

  /**
   * Runs the described program to its end.
   *
   * @throws ErrnoException EBADF, or EINVAL for what is no request
   */
  int write(byte[] buffer, int length) throws ErrnoException {
    answer = NOTHING;
    answer = encoded(processes.run(decoded(buffer, length)));
    return length;
  }

  private ProcessRequest decoded(byte[] buffer, int length) throws ErrnoException {
    if (length < HEADER_BYTES || length > MOST_BYTES) {
      throw new ErrnoException(Errno.EINVAL);
    }
    ByteBuffer header = ByteBuffer.wrap(buffer, 0, length).order(ByteOrder.LITTLE_ENDIAN);
    if (header.getInt() != MAGIC) {
      throw new ErrnoException(Errno.EINVAL);
    }
    return new ProcessRequest(
        Inherited.input(descriptors.get(number(header))),
        Inherited.output(descriptors.get(number(header))),
        Inherited.output(descriptors.get(number(header))),
        header.getLong(),
        Arrays.copyOfRange(buffer, HEADER_BYTES, length));
  }

  private static long number(ByteBuffer header) {
    return Integer.toUnsignedLong(header.getInt());
  }

  private static byte[] encoded(End end) {
    return switch (end) {
      case Exited(int code) -> encoded(0, code);
      case Killed(int signal) -> encoded(1, signal);
      case TimedOut() -> encoded(2, 0);
      case Refused(Refusal reason) -> encoded(3, reason.number());
    };
  }

  private static byte[] encoded(int kind, int value) {
    return ByteBuffer.allocate(ANSWER_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(kind)
        .putInt(value)
        .array();
  }

  /** Gives the answer to the last request, whole or not at all. */
  int read(byte[] buffer, int length) {
    if (length < answer.length) {
      return 0;
    }
    int count = answer.length;
    System.arraycopy(answer, 0, buffer, 0, count);
    answer = NOTHING;
    return count;
  }
}
