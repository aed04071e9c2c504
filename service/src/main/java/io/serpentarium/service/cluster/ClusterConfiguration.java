package io.serpentarium.service.cluster;

import io.github.bucket4j.TimeMeter;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.netty.channel.ChannelOption;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.service.core.admission.Buckets;
import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.LocalBuckets;
import io.serpentarium.service.core.admission.OtherNodes;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.execution.Ids;
import io.serpentarium.service.core.execution.ResultStore;
import io.serpentarium.service.core.execution.Workers;
import io.serpentarium.service.core.scheduling.Loop;
import io.serpentarium.service.core.scheduling.Loops;
import io.serpentarium.service.core.session.LiveSessions;
import io.serpentarium.service.core.session.LocalSessions;
import io.serpentarium.service.core.session.SessionCatalogue;
import io.serpentarium.service.core.session.SessionPolicy;
import io.serpentarium.service.core.snapshot.SnapshotPolicy;
import io.serpentarium.service.core.snapshot.SnapshotStore;
import io.serpentarium.service.core.tenancy.Authenticator;
import io.serpentarium.service.edge.idempotency.IdempotencyStore;
import io.serpentarium.service.edge.idempotency.LocalIdempotency;
import io.serpentarium.service.edge.route.Routes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;
import org.springframework.web.reactive.socket.server.RequestUpgradeStrategy;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.resources.ConnectionProvider;

/** Makes this node one of several, if a Redis is named. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("serpentarium.cluster.redis-url")
class ClusterConfiguration {

  private static final String PREFIX = "serpentarium.cluster.";
  private static final int LEAST_SECRET = 16;
  private static final int CONNECT_MILLIS = 1_000;
  private static final int FRAME_BYTES = 64 << 20;
  private static final int CONNECTIONS = 2_000;
  private static final Duration PEER = Duration.ofSeconds(1);
  private static final Duration UNUSED = Duration.ofSeconds(30);

  @Bean
  Pod pod(PeerSecret secret, Ids ids) {
    return new Pod(ids.nonce(), secret.signedAddress().toString());
  }

  @Bean
  ClusterSecret clusterSecret(ClusterProperties properties) {
    String secret = required("secret", properties.secret());
    requireLength("secret", secret);
    properties.acceptedSecrets().forEach(other -> requireLength("accepted-secrets", other));
    return new ClusterSecret(secret, properties.acceptedSecrets());
  }

  private static void requireLength(String name, String secret) {
    if (secret.length() < LEAST_SECRET) {
      throw invalid(name, "It must have at least %d characters.".formatted(LEAST_SECRET));
    }
  }

  @Bean
  PeerSecret peerSecret(ClusterSecret secret, ClusterProperties properties, Clock clock, Ids ids) {
    return new PeerSecret(secret, required("address", properties.address()), clock, ids::nonce);
  }

  /** Shaped by the settings and customizers of the public server. */
  @Bean
  PeerServer peerServer(
      HttpHandler handler,
      ClusterProperties properties,
      ServerProperties server,
      ReactorResourceFactory resources,
      List<NettyServerCustomizer> customizers,
      AutowireCapableBeanFactory beans) {
    int port = peerPort(properties, server.getPort());
    return new PeerServer(
        handler,
        marking -> {
          NettyReactiveWebServerFactory factory = new NettyReactiveWebServerFactory();
          beans.initializeBean(factory, "peerServerFactory");
          factory.setPort(port);
          factory.setResourceFactory(resources);
          factory.addServerCustomizers(customizers.toArray(NettyServerCustomizer[]::new));
          return factory.getWebServer(marking);
        });
  }

  static int peerPort(ClusterProperties properties, @Nullable Integer publicPort) {
    int named = required("address", properties.address()).getPort();
    int port = Objects.requireNonNullElse(properties.port(), named);
    if (port < 0) {
      throw invalid("address", "It must name a port.");
    }
    if (publicPort != null && port == publicPort) {
      throw invalid("address", "Nodes need a port of their own, different from the API's.");
    }
    return port;
  }

  @Bean
  PeerFilter peerFilter(PeerSecret secret, PodIdentity identity, Authenticator authenticator) {
    return new PeerFilter(secret, identity, authenticator);
  }

  @Bean(destroyMethod = "close")
  RedisLink redisLink(ClusterProperties properties) {
    RedisURI uri = RedisURI.create(required("redis-url", properties.redisUrl()));
    uri.setTimeout(properties.redisTimeout());
    if (properties.redisPassword() != null) {
      uri.setAuthentication(properties.redisPassword());
    }
    RedisClient client = RedisClient.create();
    client.setOptions(
        ClientOptions.builder()
            .autoReconnect(false)
            .socketOptions(
                SocketOptions.builder().connectTimeout(properties.redisTimeout()).build())
            .timeoutOptions(TimeoutOptions.enabled(properties.redisTimeout()))
            .build());
    return new RedisLink(client, uri);
  }

  @Bean
  RedisSeal redisSeal(ClusterSecret secret, Ids ids) {
    return new RedisSeal(secret, ids::nonce);
  }

  @Bean
  SessionTable sessionTable(RedisLink redis, Pod pod, Clock clock, RedisSeal seal) {
    return new SessionTable(redis, pod, clock, seal);
  }

  @Bean
  Claims claims(SessionTable table, LocalSessions local, Executor keepers) {
    return new Claims(table, local, keepers);
  }

  @Bean
  Lease lease(RedisLink redis, Pod pod, Claims claims, Peers peers, ClusterProperties properties) {
    return new Lease(
        redis,
        pod,
        properties.lease(),
        properties.withoutRedis(),
        System::nanoTime,
        claims::verify,
        peers::allMissRedis);
  }

  @Bean
  RedisPlacement placement(SessionTable table, Lease lease, Claims claims) {
    return new RedisPlacement(table, lease, claims);
  }

  @Bean
  RedisStates stateKeeper(
      SessionTable table,
      Lease lease,
      Claims claims,
      LocalSessions local,
      ClusterProperties properties) {
    return new RedisStates(table, lease, claims, local, properties.state().toBytes());
  }

  @Bean
  SessionCatalogue sessionCatalogue(SessionTable table, Claims claims, LocalSessions local) {
    return new RedisCatalogue(table, claims, local);
  }

  /** A thread of its own, so that nothing keeps the lease from being renewed. */
  @Bean(destroyMethod = "close")
  Loop heartbeat(Loops loops, Lease lease, ClusterProperties properties) {
    lease.beat();
    return loops.start("lease", Lease.pause(properties.lease()), lease::beat);
  }

  @Bean
  WebClient peerClient() {
    ConnectionProvider connections =
        ConnectionProvider.builder("peers").maxConnections(CONNECTIONS).maxIdleTime(UNUSED).build();
    HttpClient client =
        HttpClient.create(connections)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .disableRetry(true);
    return WebClient.builder().clientConnector(new ReactorClientHttpConnector(client)).build();
  }

  @Bean
  Peers peers(
      WebClient peerClient,
      PeerSecret secret,
      RedisLink redis,
      Pod pod,
      ClusterProperties properties) {
    Duration patience = properties.redisTimeout().plus(PEER);
    return new Peers(peerClient, secret, redis, pod, Lease.pause(properties.lease()), patience);
  }

  @Bean
  Router router(
      Claims claims,
      LocalSessions local,
      SessionTable table,
      Peers peers,
      Lease lease,
      Mover mover) {
    return new Router(claims, local, table, peers, lease, mover);
  }

  @Bean
  Forwarder forwarder(WebClient peerClient, RequestUpgradeStrategy upgrade, PeerSecret secret) {
    HttpClient client =
        HttpClient.newConnection().option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS);
    ReactorNettyWebSocketClient sockets =
        new ReactorNettyWebSocketClient(
            client,
            () ->
                WebsocketClientSpec.builder().maxFramePayloadLength(FRAME_BYTES).handlePing(true));
    return new SocketForwarder(sockets, upgrade, new HttpForwarder(peerClient, secret), secret);
  }

  @Bean
  RoutingFilter routingFilter(Router router, Forwarder forwarder, Peers peers, Routes routes) {
    return new RoutingFilter(router, forwarder, peers, routes);
  }

  @Bean
  CallerFilter callerFilter(Authenticator authenticator, Routes routes) {
    return new CallerFilter(authenticator, routes);
  }

  @Bean
  PodIdentity podIdentity(Pod pod, Lease lease) {
    return new PodIdentity(pod, lease);
  }

  @Bean
  WakingFilter wakingFilter(
      Claims claims,
      LiveSessions sessions,
      LocalSessions local,
      SessionTable table,
      Lease lease,
      Workers workers,
      Routes routes) {
    return new WakingFilter(new Waker(claims, sessions, local, table, lease, workers), routes);
  }

  @Bean
  SnapshotStore snapshotStore(
      RedisLink redis,
      RedisSeal seal,
      Sandbox sandbox,
      SnapshotPolicy policy,
      Sharing sharing,
      Ledger ledger) {
    return new RedisSnapshots(redis, seal, sandbox, policy, sharing, ledger);
  }

  @Bean
  IdempotencyStore idempotencyStore(RedisLink redis, RedisSeal seal) {
    return new RedisIdempotency(
        redis, seal, LocalIdempotency.MOST_RECORDS, LocalIdempotency.MOST_BYTES);
  }

  @Bean
  RedisResults resultStore(RedisLink redis, RedisSeal seal) {
    return new RedisResults(redis, seal, ResultStore.MOST_RESULTS, ResultStore.MOST_BYTES);
  }

  @Bean
  Buckets buckets(RedisLink redis) {
    return new RedisBuckets(redis, new LocalBuckets(TimeMeter.SYSTEM_MILLISECONDS));
  }

  @Bean
  OtherNodes otherNodes(RedisLink redis, Pod pod) {
    return new RedisOtherNodes(redis, pod);
  }

  @Bean
  Mover.Pace moverPace(SessionPolicy policy, ClusterProperties properties) {
    return new Mover.Pace(policy.reapInterval(), policy.drain(), properties.linger());
  }

  @Bean
  Mover mover(
      RedisStates states,
      LocalSessions local,
      Lease lease,
      Mover.Pace pace,
      Workers workers,
      Loops loops,
      Clock clock) {
    return new Mover(states, local, lease, pace, workers, loops, clock);
  }

  private static <T> T required(String name, @Nullable T value) {
    if (value == null) {
      throw invalid(name, "A node that works with others needs it.");
    }
    return Objects.requireNonNull(value);
  }

  private static InvalidConfigurationPropertyValueException invalid(String name, String reason) {
    return new InvalidConfigurationPropertyValueException(PREFIX + name, null, reason);
  }
}
