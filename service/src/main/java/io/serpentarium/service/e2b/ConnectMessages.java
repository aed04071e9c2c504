package io.serpentarium.service.e2b;

import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The messages of the Connect protocol's streams: flags and a length come before the content. */
final class ConnectMessages {

  /** The flags of any message but the last. */
  static final byte PLAIN = 0;

  /** The flags of a stream's last message. */
  static final byte END = 2;

  private static final int ENVELOPE_BYTES = 1 + Integer.BYTES;

  private ConnectMessages() {}

  static byte[] of(byte flags, byte[] content) {
    return ByteBuffer.allocate(ENVELOPE_BYTES + content.length)
        .put(flags)
        .putInt(content.length)
        .put(content)
        .array();
  }

  /**
   * Returns the content of the one message that a body is.
   *
   * @throws ProblemException if it is anything else
   */
  static byte[] content(byte[] body) {
    boolean whole =
        body.length >= ENVELOPE_BYTES
            && body[0] == PLAIN
            && ByteBuffer.wrap(body).getInt(1) == body.length - ENVELOPE_BYTES;
    if (!whole) {
      throw new ProblemException(
          ProblemCode.BAD_REQUEST, "The body must be one message without compression.");
    }
    return Arrays.copyOfRange(body, ENVELOPE_BYTES, body.length);
  }
}
