package io.serpentarium.service.edge.filter;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** The digest by which a repeated request is recognized. */
final class Fingerprint {

  private Fingerprint() {}

  /** Returns the fingerprint of the address, the accepted types and the body. */
  static String of(ServerHttpRequest request, byte[] body) {
    MessageDigest digest = sha256();
    add(digest, request.getURI().getRawPath());
    add(digest, request.getURI().getRawQuery() + "");
    add(digest, String.join(",", request.getHeaders().getOrEmpty(HttpHeaders.ACCEPT)));
    return HexFormat.of().formatHex(digest.digest(body));
  }

  private static void add(MessageDigest digest, String part) {
    digest.update(part.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
