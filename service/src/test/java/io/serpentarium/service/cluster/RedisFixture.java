package io.serpentarium.service.cluster;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.service.core.session.DirectoryAwayException;
import io.serpentarium.service.testing.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.util.unit.DataSize;

/** A Redis for each test, and a pod's link to it, which has found it. */
abstract class RedisFixture {

  private static final Duration LEASE = Duration.ofSeconds(10);

  private RedisServer redis;
  private RedisLink link;

  @BeforeEach
  void startRedis() throws IOException {
    redis = RedisServer.start();
    link = link(redis.url(), Duration.ofSeconds(1));
    requireLease();
  }

  private void requireLease() {
    new Lease(
            link,
            new Pod("one", "http://127.0.0.1"),
            LEASE,
            LEASE,
            System::nanoTime,
            () -> {},
            Map::isEmpty)
        .require();
  }

  @AfterEach
  void stopRedis() {
    if (redis != null) {
      link.close();
      redis.close();
    }
  }

  final RedisLink link() {
    return link;
  }

  /** Lets Redis answer nothing until {@link #findRedis}, and the link know it. */
  final void loseRedis() {
    redis.process().pause();
    assertThatThrownBy(() -> link.call(connection -> connection.async().ping()))
        .isInstanceOf(DirectoryAwayException.class);
  }

  /** Lets Redis answer again, and the link find it. */
  final void findRedis() {
    redis.process().resume();
    requireLease();
  }

  /** A link that has not looked for its Redis yet. */
  static RedisLink link(String url, Duration timeout) {
    return new ClusterConfiguration()
        .redisLink(
            new ClusterProperties(
                url,
                null,
                null,
                null,
                null,
                List.of(),
                LEASE,
                LEASE,
                timeout,
                Duration.ZERO,
                DataSize.ofMegabytes(1)));
  }
}
