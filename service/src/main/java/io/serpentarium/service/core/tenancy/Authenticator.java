package io.serpentarium.service.core.tenancy;

import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.Grant.Source;
import io.serpentarium.service.core.tenancy.TenantStore.StoredKey;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Identifies the tenant of a request. */
public final class Authenticator {

  private static final byte[] NO_MAC = new byte[32];

  private final TenantStore store;
  private final KeyMac keyMac;
  private final TokenReader tokens;
  private final Clock clock;

  /**
   * @param tokens reads bearer tokens that are no keys of ours
   */
  public Authenticator(TenantStore store, KeyMac keyMac, TokenReader tokens, Clock clock) {
    this.store = store;
    this.keyMac = keyMac;
    this.tokens = tokens;
    this.clock = clock;
  }

  /** Returns whether requests must carry credentials. */
  public boolean isNeeded() {
    return store.isConfigured();
  }

  /**
   * Returns the grant of a bearer token: a key or a JSON Web Token. Fails with {@link
   * FailureCode#UNAUTHENTICATED} or {@link FailureCode#TENANT_SUSPENDED}.
   */
  public Mono<Grant> grantOf(String bearer) {
    return store
        .read(bearer)
        .map(key -> Mono.justOrEmpty(grantOf(key)))
        .orElseGet(
            () -> tokens.read(bearer).flatMap(token -> Mono.justOrEmpty(granted(source(token)))))
        .switchIfEmpty(Mono.error(() -> new ServiceFailure(FailureCode.UNAUTHENTICATED)))
        .map(Authenticator::requireActive);
  }

  private Optional<Grant> grantOf(ApiKey key) {
    Source source = new Source.Key(key.id());
    return ownerOf(key).map(owner -> new Grant(owner, source, () -> active(ownerOf(key))));
  }

  private Optional<Tenant> ownerOf(ApiKey key) {
    Optional<StoredKey> stored = store.key(key.id());
    boolean matches = keyMac.matches(key, stored.map(StoredKey::mac).orElse(NO_MAC));
    return stored.filter(found -> matches).map(StoredKey::owner);
  }

  /**
   * Returns the grant of a request that another node has authenticated; the credentials are not
   * needed again. Ends when the first grant does.
   *
   * @throws ServiceFailure with {@link FailureCode#UNAUTHENTICATED} if the tenant has no such
   *     source here, or with {@link FailureCode#TENANT_SUSPENDED}
   */
  public Grant granted(String tenantId, Source source) {
    return granted(source)
        .filter(grant -> grant.tenant().id().equals(tenantId))
        .map(Authenticator::requireActive)
        .orElseThrow(() -> new ServiceFailure(FailureCode.UNAUTHENTICATED));
  }

  private Optional<Grant> granted(Source source) {
    return ownerOf(source).map(owner -> new Grant(owner, source, () -> active(ownerOf(source))));
  }

  private Optional<Tenant> ownerOf(Source source) {
    return switch (source) {
      case Source.Key(String id) -> store.key(id).map(StoredKey::owner);
      case Source.Token(String issuer, Instant end) when clock.instant().isBefore(end) ->
          store.ofIssuer(issuer);
      default -> Optional.empty();
    };
  }

  private static Source source(TokenReader.IssuedToken token) {
    return new Source.Token(token.issuer(), token.expiresAt());
  }

  private static Optional<Tenant> active(Optional<Tenant> tenant) {
    return tenant.filter(found -> !found.suspended());
  }

  private static Grant requireActive(Grant grant) {
    if (grant.tenant().suspended()) {
      throw new ServiceFailure(FailureCode.TENANT_SUSPENDED);
    }
    return grant;
  }

  /** Checks bearer tokens that others have issued. */
  @FunctionalInterface
  public interface TokenReader {

    /**
     * The content of a valid token.
     *
     * @param issuer the issuer
     * @param expiresAt the time at which the token expires
     */
    record IssuedToken(String issuer, Instant expiresAt) {}

    /** Reads a token that is good now; empty for any other. */
    Mono<IssuedToken> read(String token);

    /** Takes no token. */
    static TokenReader none() {
      return token -> Mono.empty();
    }
  }
}
