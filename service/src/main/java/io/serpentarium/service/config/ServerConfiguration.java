package io.serpentarium.service.config;

import io.netty.channel.Channel;
import io.serpentarium.service.web.BareErrorFiller;
import io.serpentarium.service.web.WireJson;
import java.time.Duration;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.socket.server.RequestUpgradeStrategy;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.WebsocketServerSpec;
import tools.jackson.databind.json.JsonMapper;

/** Shapes the HTTP server. */
@Configuration(proxyBeanMethods = false)
class ServerConfiguration {

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);

  @Bean
  WireJson wireJson() {
    return new WireJson();
  }

  @Bean
  JsonMapper jsonMapper(WireJson json) {
    return json.mapper();
  }

  @Bean
  NettyServerCustomizer hardening(WireJson json) {
    BareErrorFiller filler = new BareErrorFiller(json);
    return server ->
        server
            .requestTimeout(REQUEST_TIMEOUT)
            .doOnChannelInit((observer, channel, remote) -> fillBareErrors(channel, filler));
  }

  @Bean
  RequestUpgradeStrategy requestUpgradeStrategy(ServiceProperties properties) {
    int frameBytes = Math.toIntExact(properties.caps().frame().toBytes());
    return new ReactorNettyRequestUpgradeStrategy(
        () -> WebsocketServerSpec.builder().maxFramePayloadLength(frameBytes));
  }

  private static void fillBareErrors(Channel channel, BareErrorFiller filler) {
    channel.pipeline().addAfter(NettyPipeline.HttpCodec, "bareErrorFiller", filler);
  }
}
