package io.serpentarium.sandbox.remote.front;

import io.serpentarium.sandbox.SnapshotKey;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;

/**
 * Verifies the signature at the end of a snapshot, and puts in its place one that the worker can
 * verify: a valid one by the worker's own key, or none that any key makes.
 */
final class VerifyingInput extends InputStream {

  private static final int PART_BYTES = 1 << 16;

  private final InputStream source;
  private final SnapshotKey key;
  private final SnapshotKey substitute;
  private final MessageDigest digest = SnapshotKeys.sha256();
  private final HeldBack held = new HeldBack(2 * SnapshotKeys.DIGEST_BYTES);
  private final byte[] buffer = new byte[PART_BYTES];
  private byte[] ready = new byte[0];
  private int position;
  private boolean ended;

  VerifyingInput(InputStream source, SnapshotKey key, SnapshotKey substitute) {
    this.source = source;
    this.key = key;
    this.substitute = substitute;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    while (position == ready.length && !ended) {
      fill();
    }
    if (position == ready.length) {
      return -1;
    }
    int count = Math.min(length, ready.length - position);
    System.arraycopy(ready, position, target, offset, count);
    position += count;
    return count;
  }

  private void fill() throws IOException {
    int count = source.read(buffer);
    position = 0;
    if (count < 0) {
      ended = true;
      ready = end();
    } else {
      ready = held.add(buffer, 0, count);
      digest.update(ready);
    }
  }

  /**
   * Returns the end as the worker is to see it. An unsigned snapshot has its body's last bytes
   * where the signature would be, so it keeps its own end unless that happens to be signed.
   */
  private byte[] end() {
    byte[] end = held.end();
    if (end.length < 2 * SnapshotKeys.DIGEST_BYTES) {
      return end;
    }
    byte[] sum = digest.digest();
    byte[] told = Arrays.copyOf(end, SnapshotKeys.DIGEST_BYTES);
    byte[] code = Arrays.copyOfRange(end, SnapshotKeys.DIGEST_BYTES, end.length);
    if (Arrays.equals(told, sum) && key.verify(sum, code)) {
      System.arraycopy(
          substitute.sign(sum), 0, end, SnapshotKeys.DIGEST_BYTES, SnapshotKeys.DIGEST_BYTES);
    }
    return end;
  }
}
