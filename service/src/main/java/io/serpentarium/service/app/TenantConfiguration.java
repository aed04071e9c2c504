package io.serpentarium.service.app;

import io.serpentarium.service.app.ServiceProperties.TenantSettings;
import io.serpentarium.service.core.admission.LimitPolicy;
import io.serpentarium.service.core.snapshot.SnapshotTransfer;
import io.serpentarium.service.core.tenancy.Authenticator;
import io.serpentarium.service.core.tenancy.ConfiguredTenants;
import io.serpentarium.service.core.tenancy.IssuedTokens;
import io.serpentarium.service.core.tenancy.KeyMac;
import io.serpentarium.service.core.tenancy.NodeBounds;
import io.serpentarium.service.core.tenancy.SoleTenant;
import io.serpentarium.service.core.tenancy.TenantConfigurationException;
import io.serpentarium.service.core.tenancy.TenantPaths;
import io.serpentarium.service.core.tenancy.TenantStore;
import io.serpentarium.service.edge.token.IssuerDecoders;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.WebClient;

/** Finds the tenants that are configured. */
@Configuration(proxyBeanMethods = false)
class TenantConfiguration {

  /** Stands in where no key is kept anywhere but in this process. */
  private static final String NO_SECRET = "no key is kept outside of this process";

  @Bean
  KeyMac keyMac(ServiceProperties properties) {
    return new KeyMac(secret(properties.tenants()));
  }

  @Bean
  TenantStore tenantStore(ServiceProperties properties, LimitPolicy limits, KeyMac keyMac) {
    TenantSettings settings = properties.tenants();
    Supplier<String> source = source(settings);
    if (settings.hasKey()) {
      return new SoleTenant(Objects.requireNonNull(settings.key()).strip(), keyMac);
    }
    long share = properties.executions().tenantShare();
    return source == null
        ? TenantStore.none()
        : new ConfiguredTenants(source, new NodeBounds(limits.maximum(), share));
  }

  @Bean
  Authenticator authenticator(
      ServiceProperties properties, TenantStore store, KeyMac keyMac, Clock clock) {
    return new Authenticator(
        store,
        keyMac,
        new IssuedTokens(
            store, properties.tenants().audience(), clock, new IssuerDecoders(WebClient.create())),
        clock);
  }

  @Bean
  SnapshotTransfer.Keys snapshotKeys(TenantStore store, KeyMac keyMac) {
    return tenant -> store.isShared() ? Optional.of(keyMac.snapshotKey(tenant)) : Optional.empty();
  }

  private static @Nullable Supplier<String> source(TenantSettings settings) {
    Path file = settings.file();
    String inline = settings.inline();
    if (file != null && inline != null) {
      throw new TenantConfigurationException("tenants are configured both in a file and inline");
    }
    if (settings.hasKey() && (file != null || inline != null)) {
      throw new TenantConfigurationException(
          "SERPENTARIUM_API_KEY is the key of the only tenant, but others are configured");
    }
    return file != null ? TenantPaths.of(file)::readTenants : inline != null ? () -> inline : null;
  }

  private static String secret(TenantSettings settings) {
    if (settings.secret() != null) {
      return settings.secret();
    }
    if (settings.inline() != null) {
      throw new TenantConfigurationException(
          "tenants are configured inline without serpentarium.tenants.secret");
    }
    return settings.file() == null
        ? NO_SECRET
        : TenantPaths.of(Objects.requireNonNull(settings.file())).readSecret();
  }
}
