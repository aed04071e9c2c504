package io.serpentarium.service.cluster;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import java.net.URI;
import java.nio.ByteBuffer;
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
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Signs and verifies by the secret that pods share, which none of them ever sends: their requests
 * to each other, each for one method, one resource of one pod, one caller, one body, {@link #LIFE}
 * and a single use; and their own addresses, so that write access to Redis does not suffice to have
 * requests sent elsewhere. Thread-safe.
 */
final class PeerSecret {

  /** The most that the clocks of two pods may differ, and that a request may take to arrive. */
  static final Duration LIFE = Duration.ofSeconds(30);

  /** The most requests remembered at a time to detect replays; more are refused. */
  private static final int MOST_REMEMBERED = 500_000;

  private static final String SIGNATURE = "Serpentarium-Peer";
  private static final String CALLER = "Serpentarium-Peer-Caller";
  private static final String ALGORITHM = "HmacSHA256";
  private static final Pattern VALUE = Pattern.compile("(\\d{1,15}) ([\\w-]{1,64}) ([\\w-]{43})");
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final List<SecretKey> keys;
  private final URI self;
  private final InstantSource clock;
  private final Supplier<String> nonces;
  private final Cache<Long, Boolean> seen;

  /**
   * @param self the address at which others reach this pod
   * @param nonces supplies texts of letters, digits, dashes and underscores, none of them twice
   */
  PeerSecret(ClusterSecret secret, URI self, InstantSource clock, Supplier<String> nonces) {
    keys = secret.keys("peers", ALGORITHM);
    this.self = self;
    this.clock = clock;
    this.nonces = nonces;
    seen =
        Caffeine.newBuilder()
            .expireAfterWrite(LIFE.multipliedBy(2).plusSeconds(1))
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .build();
  }

  /**
   * The signed part of a request.
   *
   * @param caller the caller on whose behalf the request was forwarded; empty if it was not
   *     authenticated
   * @param body begins the MAC of the body
   */
  record Signed(Optional<Caller> caller, Supplier<Mac> body) {}

  /** Returns the address of this pod, with a signature as its fragment. */
  URI signedAddress() {
    return URI.create(self + "#" + mac(keys.getFirst(), "address", self.toString()));
  }

  /** A pod's address without its signature; empty when no pod has signed it. */
  Optional<URI> verified(URI signed) {
    String text = signed.toString();
    int end = text.indexOf('#');
    return end >= 0 && key(text.substring(end + 1), "address", text.substring(0, end)).isPresent()
        ? Optional.of(URI.create(text.substring(0, end)))
        : Optional.empty();
  }

  /**
   * Signs a request as this pod's.
   *
   * @param headers the headers of the request, without a transfer encoding
   * @param hasBody whether a body follows
   * @return a supplier that begins the MAC of the body
   */
  Supplier<Mac> sign(
      HttpHeaders headers,
      HttpMethod method,
      URI target,
      Optional<Caller> caller,
      boolean hasBody) {
    long now = clock.millis();
    String nonce = nonces.get();
    String text = caller.map(Caller::text).orElse(Caller.NOBODY);
    Head head = new Head(now, nonce, method, target.getRawAuthority(), target, text, hasBody);
    String mac = mac(keys.getFirst(), head.parts());
    headers.set(SIGNATURE, "%d %s %s".formatted(now, nonce, mac));
    headers.set(CALLER, text);
    return () -> body(keys.getFirst(), mac);
  }

  /**
   * Verifies the signature of a request that came to the port of pods.
   *
   * @throws ServiceFailure with {@link FailureCode#UNAUTHENTICATED} if no pod has signed it, or too
   *     long ago, or it is a replay; with {@link FailureCode#NODE_SATURATED} if replays cannot be
   *     detected now
   */
  Signed require(ServerHttpRequest request) {
    Matcher value = VALUE.matcher(one(request, SIGNATURE));
    String caller = one(request, CALLER);
    if (!value.matches() || !isOfNow(Long.parseLong(value.group(1)))) {
      throw refusal();
    }
    Head head =
        new Head(
            Long.parseLong(value.group(1)),
            value.group(2),
            request.getMethod(),
            self.getRawAuthority(),
            request.getURI(),
            caller,
            SignedBody.isIn(request.getHeaders()));
    SecretKey key = key(value.group(3), head.parts()).orElseThrow(PeerSecret::refusal);
    requireFirst(value.group(3));
    return new Signed(Caller.parse(caller), () -> body(key, value.group(3)));
  }

  /**
   * Refuses a request that came to the port of clients and pretends to be a pod's, as {@link
   * #require} does.
   */
  static void requireNone(HttpHeaders headers) {
    if (headers.containsHeader(SIGNATURE) || headers.containsHeader(CALLER)) {
      throw refusal();
    }
  }

  private static String one(ServerHttpRequest request, String name) {
    List<String> given = request.getHeaders().getOrEmpty(name);
    if (given.size() != 1) {
      throw refusal();
    }
    return given.getFirst();
  }

  private boolean isOfNow(long time) {
    Duration age = Duration.between(Instant.ofEpochMilli(time), clock.instant()).abs();
    return age.compareTo(LIFE) <= 0;
  }

  private void requireFirst(String mac) {
    if (seen.estimatedSize() >= MOST_REMEMBERED) {
      throw new ServiceFailure(FailureCode.NODE_SATURATED);
    }
    long start = ByteBuffer.wrap(Base64.getUrlDecoder().decode(mac)).getLong();
    if (seen.asMap().putIfAbsent(start, true) != null) {
      throw refusal();
    }
  }

  private static ServiceFailure refusal() {
    return new ServiceFailure(FailureCode.UNAUTHENTICATED);
  }

  /** Returns the key that a MAC was made with, if it is one of ours. */
  private Optional<SecretKey> key(String mac, String... parts) {
    byte[] given = mac.getBytes(StandardCharsets.US_ASCII);
    return keys.stream()
        .filter(
            key ->
                MessageDigest.isEqual(given, mac(key, parts).getBytes(StandardCharsets.US_ASCII)))
        .findFirst();
  }

  private static Mac body(SecretKey key, String headMac) {
    return begin(key, "body", headMac);
  }

  private static String mac(SecretKey key, String... parts) {
    return BASE64.encodeToString(begin(key, parts).doFinal());
  }

  private static Mac begin(SecretKey key, String... parts) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The signed parts of a request before its body. None of its texts has a line break. */
  private record Head(
      long time,
      String nonce,
      HttpMethod method,
      @Nullable String authority,
      URI resource,
      String caller,
      boolean hasBody) {

    String[] parts() {
      @Nullable String query = resource.getRawQuery();
      return new String[] {
        "request",
        Long.toString(time),
        nonce,
        method.name(),
        String.valueOf(authority).toLowerCase(Locale.ROOT),
        resource.getRawPath(),
        query == null ? "" : query,
        caller,
        hasBody ? "with body" : "without body"
      };
    }
  }
}
