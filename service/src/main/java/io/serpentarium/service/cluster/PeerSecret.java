package io.serpentarium.service.cluster;

import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * The secret that pods share, which none of them ever sends. With it they sign their requests to
 * each other, for one method, one resource of one pod, and {@link #LIFE}; and their own addresses,
 * so that whoever can write into Redis cannot have requests sent elsewhere.
 */
final class PeerSecret {

  /** How far the clocks of two pods may be apart, and how long a request may take to arrive. */
  static final Duration LIFE = Duration.ofSeconds(30);

  private static final String HEADER = "Serpentarium-Peer";
  private static final String ALGORITHM = "HmacSHA256";
  private static final Pattern VALUE = Pattern.compile("(\\d{1,15}) ([\\w-]{43})");

  private final SecretKeySpec key;
  private final URI self;
  private final InstantSource clock;

  /**
   * @param self where this pod is reached by the others
   */
  PeerSecret(String secret, URI self, InstantSource clock) {
    this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    this.self = self;
    this.clock = clock;
  }

  /** Where this pod is reached, with a signature as its fragment. */
  URI signedAddress() {
    return URI.create(self + "#" + mac("address", self.toString()));
  }

  /** A pod's address without its signature; empty when no pod has signed it. */
  Optional<URI> verified(URI signed) {
    String text = signed.toString();
    int end = text.indexOf('#');
    return end >= 0 && matches(text.substring(end + 1), "address", text.substring(0, end))
        ? Optional.of(URI.create(text.substring(0, end)))
        : Optional.empty();
  }

  /** Marks a request as this pod's. */
  void sign(HttpHeaders headers, HttpMethod method, URI target) {
    long now = clock.millis();
    headers.set(HEADER, now + " " + mac(parts(now, method, target.getRawAuthority(), target)));
  }

  /**
   * Whether a request is another pod's.
   *
   * @throws ServiceFailure with {@link FailureCode#UNAUTHENTICATED} when it only pretends to be
   */
  boolean isIn(ServerHttpRequest request) {
    List<String> given = request.getHeaders().getOrEmpty(HEADER);
    if (!given.isEmpty() && (given.size() > 1 || !isGood(given.getFirst(), request))) {
      throw new ServiceFailure(FailureCode.UNAUTHENTICATED);
    }
    return !given.isEmpty();
  }

  private boolean isGood(String value, ServerHttpRequest request) {
    Matcher matcher = VALUE.matcher(value);
    if (!matcher.matches()) {
      return false;
    }
    long time = Long.parseLong(matcher.group(1));
    Duration age = Duration.between(Instant.ofEpochMilli(time), clock.instant()).abs();
    return age.compareTo(LIFE) <= 0
        && matches(
            matcher.group(2),
            parts(time, request.getMethod(), self.getRawAuthority(), request.getURI()));
  }

  private static String[] parts(
      long time, HttpMethod method, @Nullable String authority, URI resource) {
    @Nullable String query = resource.getRawQuery();
    return new String[] {
      "request",
      Long.toString(time),
      method.name(),
      String.valueOf(authority).toLowerCase(Locale.ROOT),
      resource.getRawPath(),
      query == null ? "" : query
    };
  }

  private boolean matches(String given, String... parts) {
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), mac(parts).getBytes(StandardCharsets.UTF_8));
  }

  /** None of the parts has a line break. */
  private String mac(String... parts) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] code = mac.doFinal(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(code);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
