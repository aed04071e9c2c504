package io.serpentarium.service.core.tenancy;

import io.serpentarium.sandbox.SnapshotKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Turns keys into their stored form, and tenants into the keys of their snapshots: HMAC-SHA256 with
 * a secret of the service's own.
 */
public final class KeyMac {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int LEAST_SECRET = 16;

  private final Key secret;

  /**
   * @param secret text of at least 16 characters
   * @throws TenantConfigurationException if it is shorter
   */
  public KeyMac(String secret) {
    if (secret.length() < LEAST_SECRET) {
      throw new TenantConfigurationException(
          "the secret of the keys has fewer than %d characters".formatted(LEAST_SECRET));
    }
    this.secret = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
  }

  /** Returns the stored form of a key, 32 bytes. */
  byte[] of(ApiKey key) {
    return of(key.text());
  }

  /** Returns the secret that distinguishes a tenant's snapshots from those of others. */
  public SnapshotKey snapshotKey(Tenant tenant) {
    return new SnapshotKey(of("snapshots of " + tenant.id()));
  }

  /**
   * Returns the code that authenticates a token for a session, 32 bytes.
   *
   * @param content the content of the token
   */
  byte[] ofSessionToken(String sessionId, String content) {
    return of("token for %s of %s".formatted(sessionId, content));
  }

  private byte[] of(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns whether a key matches a stored one, in constant time. */
  boolean matches(ApiKey key, byte[] kept) {
    return MessageDigest.isEqual(of(key), kept);
  }
}
