package io.serpentarium.service.app;

import io.serpentarium.service.core.tenancy.TenantStore;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Restricts a service without tenants to this machine.
 *
 * <p>The constructor throws {@link NotLoopbackException} if either server would listen elsewhere.
 */
@Component
final class LocalMode {

  private static final Logger log = LoggerFactory.getLogger(LocalMode.class);

  private final TenantStore tenants;

  LocalMode(TenantStore tenants, ServerProperties server, ManagementServerProperties management) {
    this.tenants = tenants;
    if (!tenants.isConfigured()) {
      requireLoopback("server.address", server.getAddress());
      requireLoopback("management.server.address", management.getAddress());
    }
  }

  @EventListener
  void announce(WebServerInitializedEvent event) {
    if (!tenants.isConfigured() && event.getApplicationContext().getServerNamespace() == null) {
      log.info(
          "Local mode: no tenant is configured; listening on 127.0.0.1:{} only, without keys",
          event.getWebServer().getPort());
    }
  }

  private static void requireLoopback(String property, @Nullable InetAddress address) {
    if (address == null || !address.isLoopbackAddress()) {
      throw new NotLoopbackException(
          property, address == null ? "not set" : address.getHostAddress());
    }
  }

  /** The service was configured to listen where others can reach it, but has no tenant. */
  static final class NotLoopbackException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotLoopbackException(String property, String address) {
      super(
          "%s is %s, but no tenant is configured: without tenants the service listens on 127.0.0.1 only."
              .formatted(property, address));
    }
  }
}
