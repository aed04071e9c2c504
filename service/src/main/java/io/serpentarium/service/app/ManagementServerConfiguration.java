package io.serpentarium.service.app;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.actuate.autoconfigure.web.server.ConditionalOnManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/**
 * Shapes the management server as the API's is. Spring Boot finds it by its entry in {@code
 * META-INF/spring}: no customizer of the application's own context reaches that server.
 *
 * @see ManagementContextType#CHILD
 */
@ConditionalOnManagementPort(ManagementPortType.DIFFERENT)
class ManagementServerConfiguration {

  @Bean
  WebServerFactoryCustomizer<NettyReactiveWebServerFactory> managementHardening(
      @Qualifier("hardening") NettyServerCustomizer hardening) {
    return factory -> factory.addServerCustomizers(hardening);
  }
}
