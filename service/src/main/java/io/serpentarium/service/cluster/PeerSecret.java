package io.serpentarium.service.cluster;

import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.springframework.http.HttpHeaders;

/** What requests of other pods bear that clients' do not. */
final class PeerSecret {

  private static final String HEADER = "Serpentarium-Peer";

  private final String secret;

  PeerSecret(String secret) {
    this.secret = secret;
  }

  /** Marks a request as this pod's. */
  void addTo(HttpHeaders headers) {
    headers.set(HEADER, secret);
  }

  /**
   * Whether a request is another pod's.
   *
   * @throws ServiceFailure with {@link FailureCode#UNAUTHENTICATED} when it only pretends to be
   */
  boolean isIn(HttpHeaders headers) {
    List<String> given = headers.getOrEmpty(HEADER);
    if (!given.isEmpty() && (given.size() > 1 || !matches(given.getFirst()))) {
      throw new ServiceFailure(FailureCode.UNAUTHENTICATED);
    }
    return !given.isEmpty();
  }

  private boolean matches(String given) {
    return MessageDigest.isEqual(bytes(given), bytes(secret));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
