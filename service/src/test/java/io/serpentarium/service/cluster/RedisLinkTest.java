package io.serpentarium.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisException;
import io.serpentarium.service.core.session.DirectoryAwayException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RedisLinkTest {

  /** Far longer than a test may take. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void hasNobodyWaitForAnotherThreadThatConnects() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        RedisLink link =
            RedisFixture.link("redis://127.0.0.1:" + silent.getLocalPort(), PATIENCE)) {
      CompletableFuture<Void> connecting = CompletableFuture.runAsync(() -> probe(link));
      try (var _ = silent.accept()) {
        assertThatThrownBy(link::commands).isInstanceOf(RedisException.class);
        assertThat(connecting).isNotDone();
      }
      assertThat(connecting).succeedsWithin(PATIENCE);
    }
  }

  private static void probe(RedisLink link) {
    assertThatThrownBy(() -> link.probe(LuaScript.LIVE_PODS, List.of(Keys.PODS)))
        .isInstanceOf(DirectoryAwayException.class);
  }
}
