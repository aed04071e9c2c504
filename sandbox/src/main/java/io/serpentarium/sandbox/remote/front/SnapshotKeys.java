package io.serpentarium.sandbox.remote.front;

import io.serpentarium.sandbox.SnapshotKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/** What a worker signs and verifies with in place of a tenant's key. */
final class SnapshotKeys {

  /** The bytes of a digest, and of a signature. */
  static final int DIGEST_BYTES = 32;

  private static final SecureRandom RANDOM = new SecureRandom();

  private SnapshotKeys() {}

  /** Returns a secret that is used once. */
  static byte[] substitute() {
    byte[] secret = new byte[SnapshotKey.LEAST_BYTES];
    RANDOM.nextBytes(secret);
    return secret;
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
