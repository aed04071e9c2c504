package io.serpentarium.service.core.tenancy;

import java.util.Optional;

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
