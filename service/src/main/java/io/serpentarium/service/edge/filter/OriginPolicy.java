package io.serpentarium.service.edge.filter;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * The web pages that may call the service: its own, and those of allowed origins.
 *
 * @param allowed origins such as {@code https://example.org}
 */
public record OriginPolicy(Set<String> allowed) {

  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  private static final String FORWARDED_SCHEME = "X-Forwarded-Proto";

  /**
   * Returns whether a request comes from no page, from one of the same origin, or from an allowed
   * one.
   *
   * @param scheme the scheme by which the service was called, unless a proxy that ends TLS names
   *     another
   */
  boolean permits(HttpHeaders headers, @Nullable String scheme) {
    String origin = headers.getOrigin();
    return origin == null
        || allowed.contains(origin)
        || isSame(origin, called(headers, scheme), headers.getHost());
  }

  /** No page can set that header: it is none that a page may send without being asked first. */
  private static @Nullable String called(HttpHeaders headers, @Nullable String scheme) {
    String forwarded = headers.getFirst(FORWARDED_SCHEME);
    return forwarded == null ? scheme : forwarded.split(",", 2)[0].strip();
  }

  private static boolean isSame(
      String origin, @Nullable String scheme, @Nullable InetSocketAddress host) {
    try {
      URI page = URI.create(origin);
      return host != null
          && page.getScheme() != null
          && page.getScheme().equalsIgnoreCase(scheme)
          && host.getHostString().equalsIgnoreCase(page.getHost())
          && port(page.getPort(), page.getScheme()) == port(host.getPort(), page.getScheme());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static int port(int given, @Nullable String scheme) {
    return given > 0 ? given : "https".equals(scheme) ? HTTPS : HTTP;
  }
}
