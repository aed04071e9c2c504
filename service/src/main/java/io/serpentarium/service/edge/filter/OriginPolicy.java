package io.serpentarium.service.edge.filter;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Which web pages may speak to the service: its own, and those of allowed origins.
 *
 * @param allowed such as {@code https://example.org}
 */
public record OriginPolicy(Set<String> allowed) {

  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  /** Whether a request comes from no page, from one of the same host, or from an allowed one. */
  boolean permits(HttpHeaders headers) {
    String origin = headers.getOrigin();
    return origin == null || allowed.contains(origin) || isSameHost(origin, headers.getHost());
  }

  private static boolean isSameHost(String origin, @Nullable InetSocketAddress host) {
    try {
      URI page = URI.create(origin);
      return host != null
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
