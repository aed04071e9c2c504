package io.serpentarium.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.ContainerCluster;
import io.serpentarium.service.testing.ContainerNode;
import io.serpentarium.service.testing.CountingLoad;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces the nodes of the image one by one, while clients count in sessions through the balancer.
 * How many are replaced: {@code -Dserpentarium.replacements}.
 */
class RollingReplacementIT {

  private static final Logger log = LoggerFactory.getLogger(RollingReplacementIT.class);
  private static final int NODES = 3;
  private static final int REPLACEMENTS = Integer.getInteger("serpentarium.replacements", 2);
  private static final int SESSIONS = 4;
  private static final long BETWEEN = 100;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private ContainerCluster cluster;

  @BeforeEach
  void start() {
    cluster =
        ContainerCluster.start(
            NODES,
            "--serpentarium.cluster.lease=3s",
            "--serpentarium.cluster.linger=3s",
            "--serpentarium.sessions.drain=5s");
  }

  @AfterEach
  void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void losesNothingWhenNodesStop() {
    Map<String, Integer> answers = replaceAll(ContainerNode::stop);
    assertThat(answers.keySet()).as(cluster::errors).allMatch(RollingReplacementIT::isUsual);
  }

  /**
   * 502 without a code, or a connection that ends, is the balancer's: it used a connection to a
   * node just when that was closed. A tenant has a share of a node's memory only, which its
   * sessions meet while fewer nodes have them.
   */
  private static boolean isUsual(String label) {
    return Set.of("502", "none IOException", "429 quota_exceeded").contains(label)
        || Set.of("200", "409", "503").contains(label.substring(0, 3));
  }

  @Test
  void losesNothingThatWasAcceptedWhenNodesAreKilled() {
    replaceAll(ContainerNode::kill);
  }

  private Map<String, Integer> replaceAll(Consumer<ContainerNode> end) {
    try (CountingLoad load = new CountingLoad(SESSIONS, cluster::port)) {
      for (int i = 0; i < REPLACEMENTS; i++) {
        awaitProgress(load);
        cluster.add();
        end.accept(cluster.node(i));
      }
      awaitProgress(load);
      Map<String, Integer> answers = load.finish();
      log.info("{} nodes replaced: {} accepted, {}", REPLACEMENTS, load.accepted(), answers);
      return answers;
    }
  }

  private static void awaitProgress(CountingLoad load) {
    long before = load.accepted();
    Awaitility.await().atMost(PATIENCE).until(() -> load.accepted() > before + BETWEEN);
  }
}
