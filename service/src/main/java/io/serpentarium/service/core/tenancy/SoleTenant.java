package io.serpentarium.service.core.tenancy;

import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A single tenant, {@code default}, which has the whole node and one key of any text. */
public final class SoleTenant implements TenantStore {

  private static final Logger log = LoggerFactory.getLogger(SoleTenant.class);

  /** Stands for the id that keys of this kind do not have. */
  private static final String KEY_ID = "sole";

  private static final String TENANT_ID = "default";
  private static final Pattern SENDABLE = Pattern.compile("[!-~]+");
  private static final int SHORT = 16;

  private final StoredKey key;

  /**
   * @param text the text of the key
   * @param keyMac the MAC that the authenticator uses too
   * @throws TenantConfigurationException if no header can carry the key
   */
  public SoleTenant(String text, KeyMac keyMac) {
    if (!SENDABLE.matcher(text).matches()) {
      throw new TenantConfigurationException(
          "the key in SERPENTARIUM_API_KEY has characters other than visible ASCII");
    }
    if (text.length() < SHORT) {
      log.warn("The key in SERPENTARIUM_API_KEY has fewer than {} characters", SHORT);
    }
    Tenant tenant = new Tenant(TENANT_ID, 1, false, Optional.empty(), TenantQuotas.NONE, true);
    this.key = new StoredKey(keyMac.of(new ApiKey(text, KEY_ID)), tenant);
  }

  @Override
  public Optional<ApiKey> read(String bearer) {
    return Optional.of(new ApiKey(bearer, KEY_ID));
  }

  @Override
  public Optional<StoredKey> key(String keyId) {
    return Optional.of(key);
  }

  @Override
  public Optional<Tenant> ofIssuer(String issuer) {
    return Optional.empty();
  }

  @Override
  public boolean isConfigured() {
    return true;
  }

  @Override
  public boolean isShared() {
    return false;
  }
}
