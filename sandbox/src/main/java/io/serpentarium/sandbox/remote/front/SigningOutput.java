package io.serpentarium.sandbox.remote.front;

import io.serpentarium.sandbox.SnapshotKey;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Puts a signature in place of the one that a worker has made: of the digest of what really went
 * by, not of what the worker says it is.
 */
final class SigningOutput extends OutputStream {

  private final OutputStream target;
  private final SnapshotKey key;
  private final MessageDigest digest = SnapshotKeys.sha256();
  private final HeldBack held = new HeldBack(2 * SnapshotKeys.DIGEST_BYTES);

  SigningOutput(OutputStream target, SnapshotKey key) {
    this.target = target;
    this.key = key;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    byte[] released = held.add(source, offset, length);
    digest.update(released);
    target.write(released);
  }

  /** Writes the end. */
  void sign() throws IOException {
    byte[] sum = digest.digest();
    byte[] end = held.end();
    if (end.length != 2 * SnapshotKeys.DIGEST_BYTES
        || !Arrays.equals(Arrays.copyOf(end, SnapshotKeys.DIGEST_BYTES), sum)) {
      throw new IOException("the worker exported something else than a snapshot");
    }
    target.write(sum);
    target.write(key.sign(sum));
  }
}
