package io.serpentarium.service.core.tenancy;

import io.serpentarium.service.core.tenancy.Grant.Source;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Tokens for one session each, which grant as much as the grant of their owner, for as long as that
 * is valid. No store has them: they carry their owner and a MAC. Thread-safe.
 */
@Component
public final class SessionTokens {

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final String KEY = "key";
  private static final String ISSUER = "issuer";
  private static final int PARTS = 4;

  private final Authenticator authenticator;
  private final KeyMac mac;

  SessionTokens(Authenticator authenticator, KeyMac mac) {
    this.authenticator = authenticator;
    this.mac = mac;
  }

  /** Returns a token for a session of a grant's owner. */
  public String issue(Grant grant, String sessionId) {
    String content =
        switch (grant.source()) {
          case Source.Key(String id) -> content(grant, KEY, id, Instant.EPOCH);
          case Source.Token(String issuer, Instant end) -> content(grant, ISSUER, issuer, end);
          case Source.LocalMode _ -> content(grant, "", "", Instant.EPOCH);
        };
    return encoded(content.getBytes(StandardCharsets.UTF_8))
        + "."
        + encoded(mac.ofSessionToken(sessionId, content));
  }

  private static String content(Grant grant, String kind, String name, Instant end) {
    return String.join("\n", grant.tenant().id(), kind, name, Long.toString(end.toEpochMilli()));
  }

  private static String encoded(byte[] bytes) {
    return ENCODER.encodeToString(bytes);
  }

  /**
   * Returns the grant of a token for a session; empty if it is not valid for that one. Fails as
   * {@link Authenticator#granted} does.
   */
  public Mono<Grant> grant(String token, String sessionId) {
    return Mono.justOrEmpty(read(token, sessionId)).map(this::granted);
  }

  private Grant granted(String[] parts) {
    Source source =
        parts[1].equals(KEY)
            ? new Source.Key(parts[2])
            : new Source.Token(parts[2], Instant.ofEpochMilli(Long.parseLong(parts[3])));
    return authenticator.granted(parts[0], source);
  }

  private Optional<String[]> read(String token, String sessionId) {
    int dot = token.indexOf('.');
    if (dot < 0) {
      return Optional.empty();
    }
    try {
      Base64.Decoder decoder = Base64.getUrlDecoder();
      String content = new String(decoder.decode(token.substring(0, dot)), StandardCharsets.UTF_8);
      byte[] told = decoder.decode(token.substring(dot + 1));
      return Optional.of(content)
          .filter(each -> MessageDigest.isEqual(told, mac.ofSessionToken(sessionId, each)))
          .map(each -> each.split("\n", -1))
          .filter(parts -> parts.length == PARTS);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
