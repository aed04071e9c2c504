package io.serpentarium.service.config;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Keeps a service without tenants to this machine.
 *
 * <p>Its constructor throws {@link NotLoopbackException} when either server would listen elsewhere.
 */
@Component
final class LocalMode {

  private static final Logger log = LoggerFactory.getLogger(LocalMode.class);

  private final @Nullable Integer port;

  LocalMode(ServerProperties server, ManagementServerProperties management) {
    requireLoopback("server.address", server.getAddress());
    requireLoopback("management.server.address", management.getAddress());
    port = server.getPort();
  }

  @EventListener(ApplicationReadyEvent.class)
  void announce() {
    log.info(
        "Local mode: no tenant is configured, so no key is needed on 127.0.0.1:{} and nothing else is listened to",
        port);
  }

  private static void requireLoopback(String property, @Nullable InetAddress address) {
    if (address == null || !address.isLoopbackAddress()) {
      throw new NotLoopbackException(
          property, address == null ? "not set" : address.getHostAddress());
    }
  }
}
