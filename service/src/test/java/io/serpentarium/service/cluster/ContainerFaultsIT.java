package io.serpentarium.service.cluster;

import static io.serpentarium.service.testing.Tenants.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.Api;
import io.serpentarium.service.testing.ContainerCluster;
import io.serpentarium.service.testing.ContainerNode;
import io.serpentarium.service.testing.CountedSession;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** Nodes of the image that are killed, stand still, or are cut off. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContainerFaultsIT {

  private static final int NODES = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration LEASE = Duration.ofSeconds(5);
  private static final String UNKEPT = "{\"checkpoint\": \"never\"}";

  private ContainerCluster cluster;
  private Api all;

  @BeforeAll
  void start() {
    cluster =
        ContainerCluster.start(
            NODES, "--serpentarium.cluster.lease=%ds".formatted(LEASE.toSeconds()));
    all = cluster.as(ALICE);
  }

  @AfterAll
  void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  /** Each node finds by itself that Redis answers again. */
  @BeforeEach
  void awaitAgreement() {
    for (int i = 0; i < NODES; i++) {
      Api api = cluster.node(i).as(ALICE);
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(() -> api.post("/v1/sessions", "{}").expectStatus().isCreated());
    }
  }

  @Test
  void wakesTheSessionsOfAKilledNodeFromTheirCheckpointOrNever() {
    ContainerNode killed = cluster.add();
    Api api = killed.as(ALICE);
    String kept = api.session();
    String unkept = api.session(UNKEPT);
    api.execute(kept, "x = 41");
    api.execute(unkept, "x = 41");
    killed.kill();
    assertThat(all.persist(kept, "x + 1")).isEqualTo("42");
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                all.expectProblem(
                    all.post(unkept + "/executions", all.code("x")), 410, "session_lost"));
  }

  @Test
  void fencesANodeThatStoodStill() {
    ContainerNode paused = cluster.node(0);
    Api api = paused.as(ALICE);
    String session = api.session();
    api.execute(session, "log = []");
    String slow = "import time\nfor i in range(60): time.sleep(0.05)\nlog.append('paused')";
    CompletableFuture<JsonNode> running =
        CompletableFuture.supplyAsync(
            () -> api.read(api.post(session + "/executions", api.code(slow))));
    Api other = cluster.node(1).as(ALICE);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> other.read(other.get(session)).path("state").asString(), "busy"::equals);
    paused.pause();
    assertThat(other.persist(session, "log.append('other'); log")).isEqualTo("['other']");
    paused.resume();
    assertThat(running.join().path("code").asString()).isEqualTo("session_moved");
    assertThat(api.persist(session, "log.append('later'); log")).isEqualTo("['other', 'later']");
    assertThat(all.persist(session, "log")).isEqualTo("['other', 'later']");
    assertThat(paused.output()).contains("was taken by another pod");
  }

  @Test
  void goesOnWithLiveSessionsWhileRedisIsCutOff() {
    Api here = cluster.node(0).as(ALICE);
    Api there = cluster.node(1).as(ALICE);
    String other = there.session();
    there.execute(other, "x = 41");
    try (HttpClient client = HttpClient.newHttpClient()) {
      CountedSession session = new CountedSession(client, () -> cluster.node(0).port(8080), ALICE);
      cluster.redis().cut();
      try {
        countBeyondTheLease(session);
        assertThat(there.persist(other, "x")).isEqualTo("41");
        here.expectProblem(here.post("/v1/sessions", "{}"), 503, "directory_away");
        here.post("/v1/sessions", "{}").expectHeader().exists("Retry-After");
        here.expectProblem(here.get(other), 503, "directory_away");
      } finally {
        cluster.redis().join();
      }
      session.check();
      assertThat(here.persist(other, "x")).isEqualTo("41");
    }
  }

  private static void countBeyondTheLease(CountedSession session) {
    long end = System.nanoTime() + LEASE.multipliedBy(2).toNanos();
    while (System.nanoTime() < end) {
      session.count();
    }
    int before = session.accepted();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              session.count();
              return session.accepted() > before;
            });
  }

  /** The node goes on answering its clients, who must not hear of a second state. */
  @Test
  void hasOneOwnerOfASessionWhoseNodeIsCutOffFromAllButItsClients() {
    ContainerNode cut = cluster.node(2);
    ContainerNode other = cluster.node(1);
    AtomicInteger port = new AtomicInteger(cut.port(8080));
    try (HttpClient client = HttpClient.newHttpClient()) {
      CountedSession session = new CountedSession(client, port::get, ALICE);
      session.count();
      assertThat(session.accepted()).isOne();
      cut.cut();
      try {
        Awaitility.await()
            .atMost(PATIENCE)
            .until(
                () -> {
                  port.set(cut.port(8080));
                  session.count();
                  int before = session.accepted();
                  port.set(other.port(8080));
                  session.count();
                  return session.accepted() > before;
                });
        port.set(cut.port(8080));
        int before = session.accepted();
        session.count();
        assertThat(session.accepted()).isEqualTo(before);
        assertThat(session.answers()).containsKey("503 directory_away");
      } finally {
        cut.join();
      }
      session.check();
      Awaitility.await()
          .atMost(PATIENCE)
          .until(cut::output, output -> output.contains("was taken by another pod"));
      session.check();
    }
  }
}
