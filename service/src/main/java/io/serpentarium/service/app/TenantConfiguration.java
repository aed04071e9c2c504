package io.serpentarium.service.app;

import io.serpentarium.service.app.ServiceProperties.TenantSettings;
import io.serpentarium.service.core.admission.LimitPolicy;
import io.serpentarium.service.core.tenancy.Authenticator;
import io.serpentarium.service.core.tenancy.ConfiguredTenants;
import io.serpentarium.service.core.tenancy.IssuedTokens;
import io.serpentarium.service.core.tenancy.KeyMac;
import io.serpentarium.service.core.tenancy.NodeBounds;
import io.serpentarium.service.core.tenancy.TenantConfigurationException;
import io.serpentarium.service.core.tenancy.TenantPaths;
import io.serpentarium.service.core.tenancy.TenantStore;
import io.serpentarium.service.edge.token.IssuerDecoders;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.WebClient;

/** Finds the tenants that are configured. */
@Configuration(proxyBeanMethods = false)
class TenantConfiguration {

  /** Stands in where no key can be good. */
  private static final String NO_SECRET = "no key is kept, so that none can match";

  @Bean
  TenantStore tenantStore(ServiceProperties properties, LimitPolicy limits) {
    Supplier<String> source = source(properties.tenants());
    long share = properties.executions().tenantShare();
    return source == null
        ? TenantStore.none()
        : new ConfiguredTenants(source, new NodeBounds(limits.maximum(), share));
  }

  @Bean
  Authenticator authenticator(ServiceProperties properties, TenantStore store, Clock clock) {
    return new Authenticator(
        store,
        new KeyMac(secret(properties.tenants())),
        new IssuedTokens(
            store, properties.tenants().audience(), clock, new IssuerDecoders(WebClient.create())),
        clock);
  }

  private static @Nullable Supplier<String> source(TenantSettings settings) {
    Path file = settings.file();
    String inline = settings.inline();
    if (file != null && inline != null) {
      throw new TenantConfigurationException("tenants are configured both in a file and inline");
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
