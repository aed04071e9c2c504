package io.serpentarium.sandbox;

import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A secret that distinguishes a tenant's exported snapshots from those of others. Immutable. */
public final class SnapshotKey {

  /** The least number of bytes of a key. */
  public static final int LEAST_BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  /**
   * Creates a key.
   *
   * @param secret the secret, at least {@value #LEAST_BYTES} bytes; copied
   */
  public SnapshotKey(byte[] secret) {
    if (secret.length < LEAST_BYTES) {
      throw new IllegalArgumentException("a key needs %d bytes".formatted(LEAST_BYTES));
    }
    this.key = new SecretKeySpec(secret, ALGORITHM);
  }

  /** Returns the authentication code of some bytes, HMAC with SHA-256. */
  public byte[] sign(byte[] bytes) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(bytes);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new AssertionError("every JDK has " + ALGORITHM, e);
    }
  }

  /** Returns whether an authentication code belongs to some bytes, in constant time. */
  public boolean verify(byte[] bytes, byte[] code) {
    return MessageDigest.isEqual(sign(bytes), code);
  }
}
