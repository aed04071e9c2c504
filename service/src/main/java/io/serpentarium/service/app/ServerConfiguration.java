package io.serpentarium.service.app;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.serpentarium.service.edge.body.WireJson;
import io.serpentarium.service.edge.filter.BareErrorFiller;
import io.serpentarium.service.edge.socket.StrictFrames;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
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

  /** What the kernel may hold for a client that does not read; by itself it takes megabytes. */
  private static final int SEND_BUFFER_BYTES = 256 << 10;

  @Bean
  WireJson wireJson() {
    return new WireJson();
  }

  @Bean
  JsonMapper jsonMapper(WireJson json) {
    return json.mapper();
  }

  @Bean
  NettyServerCustomizer hardening(WireJson json, ServiceProperties properties) {
    BareErrorFiller filler = new BareErrorFiller(json);
    return server ->
        server
            .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES)
            .requestTimeout(properties.requestTimeout())
            .doOnChannelInit(
                (observer, channel, remote) -> harden(channel, filler, properties.answerTimeout()));
  }

  @Bean
  RequestUpgradeStrategy requestUpgradeStrategy(ServiceProperties properties) {
    int frameBytes = Math.toIntExact(properties.caps().frame().toBytes());
    return new ReactorNettyRequestUpgradeStrategy(
        () -> WebsocketServerSpec.builder().maxFramePayloadLength(frameBytes));
  }

  private static void harden(Channel channel, BareErrorFiller filler, Duration patience) {
    channel
        .pipeline()
        .addFirst("unread", new WriteTimeoutHandler(patience.toMillis(), TimeUnit.MILLISECONDS))
        .addAfter(NettyPipeline.HttpCodec, "bareErrorFiller", filler)
        .addAfter("bareErrorFiller", "strictFrames", new StrictFrames());
  }
}
