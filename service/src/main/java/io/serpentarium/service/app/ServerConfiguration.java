package io.serpentarium.service.app;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.serpentarium.service.core.tenancy.TenantStore;
import io.serpentarium.service.edge.body.CountedEncoder;
import io.serpentarium.service.edge.body.WireJson;
import io.serpentarium.service.edge.filter.BareErrorFiller;
import io.serpentarium.service.edge.filter.ConnectionCap;
import io.serpentarium.service.edge.filter.HostPolicy;
import io.serpentarium.service.edge.filter.SlicedWrites;
import io.serpentarium.service.edge.filter.StrictRequests;
import io.serpentarium.service.edge.socket.StrictFrames;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.http.codec.CodecCustomizer;
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

  /**
   * The most that the kernel may buffer for a client that does not read; its default is megabytes.
   */
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
  CodecCustomizer answers(JsonMapper mapper) {
    return codecs -> codecs.defaultCodecs().jacksonJsonEncoder(new CountedEncoder(mapper));
  }

  @Bean
  HostPolicy hostPolicy(ServiceProperties properties, TenantStore tenants) {
    return tenants.isConfigured()
        ? HostPolicy.any()
        : HostPolicy.loopbackAnd(properties.allowedHosts());
  }

  /**
   * Caps the connections of the API's server only: probes and scrapes have descriptors of their
   * own.
   */
  @Bean
  NettyServerCustomizer connections(ServiceProperties properties) {
    ConnectionCap cap =
        new ConnectionCap(
            Descriptors.connections(
                Descriptors.limit(),
                properties.sessions().maximum() + properties.executions().maximum(),
                properties.connections()));
    return server ->
        server.doOnChannelInit(
            (observer, channel, remote) -> cap.admit(channel, NettyPipeline.HttpCodec));
  }

  /** Hardens both servers. */
  @Bean
  NettyServerCustomizer hardening(WireJson json, ServiceProperties properties, HostPolicy hosts) {
    BareErrorFiller filler = new BareErrorFiller(json);
    return server ->
        server
            .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES)
            .requestTimeout(properties.requestTimeout())
            .doOnChannelInit(
                (observer, channel, remote) ->
                    harden(channel, filler, hosts, properties.answerTimeout()));
  }

  @Bean
  RequestUpgradeStrategy requestUpgradeStrategy(ServiceProperties properties) {
    int frameBytes = Math.toIntExact(properties.caps().frame().toBytes());
    return new ReactorNettyRequestUpgradeStrategy(
        () -> WebsocketServerSpec.builder().maxFramePayloadLength(frameBytes));
  }

  private static void harden(
      Channel channel, BareErrorFiller filler, HostPolicy hosts, Duration patience) {
    channel
        .pipeline()
        .addFirst("unread", new WriteTimeoutHandler(patience.toMillis(), TimeUnit.MILLISECONDS))
        .addAfter(NettyPipeline.HttpCodec, "bareErrorFiller", filler)
        .addAfter("bareErrorFiller", "strictFrames", new StrictFrames());
    SlicedWrites.add(channel.pipeline());
    StrictRequests.add(channel.pipeline(), NettyPipeline.HttpCodec, "bareErrorFiller", hosts);
  }
}
