package io.serpentarium.service.core.tenancy;

import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.TenantStore.StoredKey;
import io.serpentarium.service.core.tenancy.TokenReader.IssuedToken;
import java.time.Clock;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Finds out for whom a request is made. */
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

  /** Whether requests have to show for whom they are made. */
  public boolean isNeeded() {
    return store.isConfigured();
  }

  /**
   * What a bearer token grants: a key or a JSON Web Token. Fails with {@link
   * FailureCode#UNAUTHENTICATED} or {@link FailureCode#TENANT_SUSPENDED}.
   */
  public Mono<Grant> grantOf(String bearer) {
    return store
        .read(bearer)
        .map(key -> Mono.justOrEmpty(grantOf(key)))
        .orElseGet(() -> tokens.read(bearer).flatMap(this::ofToken))
        .switchIfEmpty(Mono.error(() -> new ServiceFailure(FailureCode.UNAUTHENTICATED)))
        .map(Authenticator::requireActive);
  }

  private Optional<Grant> grantOf(ApiKey key) {
    return ownerOf(key).map(owner -> new Grant(owner, () -> active(ownerOf(key))));
  }

  private Optional<Tenant> ownerOf(ApiKey key) {
    Optional<StoredKey> stored = store.key(key.id());
    boolean matches = keyMac.matches(key, stored.map(StoredKey::mac).orElse(NO_MAC));
    return stored.filter(found -> matches).map(StoredKey::owner);
  }

  /** Ends with the token. */
  private Mono<Grant> ofToken(IssuedToken token) {
    return Mono.justOrEmpty(store.ofIssuer(token.issuer()))
        .map(tenant -> new Grant(tenant, () -> active(ownerOf(token))));
  }

  private Optional<Tenant> ownerOf(IssuedToken token) {
    return clock.instant().isBefore(token.expiresAt())
        ? store.ofIssuer(token.issuer())
        : Optional.empty();
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
}
