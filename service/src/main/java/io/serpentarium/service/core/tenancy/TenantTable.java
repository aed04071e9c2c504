package io.serpentarium.service.core.tenancy;

import java.util.Map;
import java.util.Optional;

/**
 * All tenants at one moment.
 *
 * @param keys the keys by id
 * @param issuers the tenants by the issuer's address
 */
record TenantTable(Map<String, TenantStore.StoredKey> keys, Map<String, Tenant> issuers) {

  Optional<TenantStore.StoredKey> key(String keyId) {
    return Optional.ofNullable(keys.get(keyId));
  }

  Optional<Tenant> ofIssuer(String issuer) {
    return Optional.ofNullable(issuers.get(issuer));
  }
}
