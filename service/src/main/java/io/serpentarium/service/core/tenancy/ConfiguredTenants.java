package io.serpentarium.service.core.tenancy;

import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tenants from a configuration text that may change while the service runs. */
public final class ConfiguredTenants implements TenantStore {

  private static final Logger log = LoggerFactory.getLogger(ConfiguredTenants.class);

  private final Supplier<String> source;
  private final NodeBounds node;
  private volatile String text;
  private volatile TenantTable table;

  /**
   * @param source returns the present text; may block
   * @param node the bounds for values that a tenant leaves out
   * @throws TenantConfigurationException if the text cannot be used
   */
  public ConfiguredTenants(Supplier<String> source, NodeBounds node) {
    this.source = source;
    this.node = node;
    this.text = source.get();
    this.table = tableOf(text);
  }

  /**
   * Applies changes to the configuration. An unusable text is logged, and the former configuration
   * stays in effect. Not thread-safe; may block.
   */
  public void reload() {
    try {
      String now = source.get();
      if (!now.equals(text)) {
        text = now;
        table = tableOf(now);
        log.info("Tenants reloaded: {} keys", table.keys().size());
      }
    } catch (TenantConfigurationException e) {
      log.error("Tenants not reloaded: {}", e.getMessage());
    }
  }

  @Override
  public Optional<StoredKey> key(String keyId) {
    return table.key(keyId);
  }

  @Override
  public Optional<Tenant> ofIssuer(String issuer) {
    return table.ofIssuer(issuer);
  }

  @Override
  public boolean isConfigured() {
    return true;
  }

  private TenantTable tableOf(String json) {
    return new TenantTableBuilder(node).build(TenantFile.parse(json));
  }
}
