package io.serpentarium.service.cluster;

import io.serpentarium.service.core.tenancy.Grant;
import io.serpentarium.service.core.tenancy.Grant.Source;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;

/**
 * The caller for whom a pod forwards a request: the tenant and the source of its grant, so that the
 * other pod can look the grant up again and again. The credentials themselves stay with the first
 * pod.
 */
record Caller(String tenantId, Source source) {

  /** The text of no caller. */
  static final String NOBODY = "nobody";

  /** Returns the caller of a request; empty if the request has not been authenticated. */
  static Optional<Caller> of(ServerWebExchange exchange) {
    return Optional.ofNullable(exchange.<Grant>getAttribute(Grant.class.getName()))
        .map(grant -> new Caller(grant.tenant().id(), grant.source()));
  }

  /** Returns its text, of visible ASCII and spaces. */
  String text() {
    return switch (source) {
      case Source.Key(String id) -> "key %s %s".formatted(tenantId, id);
      case Source.Token(String issuer, Instant expiresAt) ->
          "token %s %s %s"
              .formatted(tenantId, expiresAt, URLEncoder.encode(issuer, StandardCharsets.UTF_8));
      case Source.LocalMode _ -> NOBODY;
    };
  }

  /** Reads a text; empty if it names no caller. */
  static Optional<Caller> parse(String text) {
    String[] words = text.split(" ", -1);
    if (words.length == 3 && words[0].equals("key")) {
      return Optional.of(new Caller(words[1], new Source.Key(words[2])));
    }
    return words.length == 4 && words[0].equals("token")
        ? token(words[1], words[2], words[3])
        : Optional.empty();
  }

  private static Optional<Caller> token(String tenantId, String expiresAt, String issuer) {
    try {
      Instant end = Instant.parse(expiresAt);
      String decoded = URLDecoder.decode(issuer, StandardCharsets.UTF_8);
      return Optional.of(new Caller(tenantId, new Source.Token(decoded, end)));
    } catch (DateTimeException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
