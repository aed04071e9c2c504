package io.serpentarium.service.cluster;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * The secret that pods share. Each purpose has a key of its own, derived from the secret by
 * HKDF-SHA256. While the secret is being replaced, pods accept others as well, so that not all have
 * to change simultaneously.
 */
final class ClusterSecret {

  private static final int KEY_BYTES = 32;
  private static final byte[] SALT = "serpentarium".getBytes(StandardCharsets.UTF_8);

  private final String own;
  private final List<String> accepted;

  /**
   * @param accepted secrets of pods that have another one
   */
  ClusterSecret(String own, List<String> accepted) {
    this.own = own;
    this.accepted = List.copyOf(accepted);
  }

  /**
   * Returns the keys for one purpose: first the one to use, then the others that are accepted.
   *
   * @param algorithm the algorithm that the keys are for, with keys of 256 bits
   * @see <a href="https://www.rfc-editor.org/rfc/rfc5869">RFC 5869</a>
   */
  List<SecretKey> keys(String purpose, String algorithm) {
    return Stream.concat(Stream.of(own), accepted.stream())
        .map(secret -> derive(secret, purpose, algorithm))
        .toList();
  }

  private static SecretKey derive(String secret, String purpose, String algorithm) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveKey(
              algorithm,
              HKDFParameterSpec.ofExtract()
                  .addIKM(secret.getBytes(StandardCharsets.UTF_8))
                  .addSalt(SALT)
                  .thenExpand(purpose.getBytes(StandardCharsets.UTF_8), KEY_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
