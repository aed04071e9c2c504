package io.serpentarium.service.core.tenancy;

import java.util.Optional;

/** The configured tenants. Thread-safe; methods return immediately, since event loops call them. */
public interface TenantStore {

  /**
   * A key as it is stored.
   *
   * @param mac HMAC-SHA256 of the whole key, 32 bytes; see {@link KeyMac}
   * @param owner the tenant of the key
   */
  @SuppressWarnings("ArrayRecordComponent") // compared in constant time only
  record StoredKey(byte[] mac, Tenant owner) {}

  /** Reads what may be a key of this store. */
  default Optional<ApiKey> read(String bearer) {
    return ApiKey.parse(bearer);
  }

  /** The key of this id, unless it was revoked. */
  Optional<StoredKey> key(String keyId);

  /** Returns the tenant of an issuer of JSON Web Tokens. */
  Optional<Tenant> ofIssuer(String issuer);

  /**
   * Returns whether tenants are configured; without any the service is in local mode. Constant
   * while the service runs.
   */
  boolean isConfigured();

  /** Returns whether there may be several tenants, so that none may take a whole node. */
  default boolean isShared() {
    return isConfigured();
  }

  /** A store that has no tenants, for local mode. */
  static TenantStore none() {
    return new NoTenants();
  }

  /** The store of local mode. */
  record NoTenants() implements TenantStore {

    @Override
    public Optional<StoredKey> key(String keyId) {
      return Optional.empty();
    }

    @Override
    public Optional<Tenant> ofIssuer(String issuer) {
      return Optional.empty();
    }

    @Override
    public boolean isConfigured() {
      return false;
    }
  }
}
