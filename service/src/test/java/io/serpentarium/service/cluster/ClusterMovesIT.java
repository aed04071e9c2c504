package io.serpentarium.service.cluster;

import static io.serpentarium.service.testing.Tenants.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.Api;
import io.serpentarium.service.testing.Pods;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import tools.jackson.databind.JsonNode;

/** Sessions that leave their pod: it stops, dies, or stands still beyond its lease. */
class ClusterMovesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String UNKEPT = "{\"checkpoint\": \"never\"}";

  private Pods pods;
  private Api first;
  private Api second;

  @BeforeEach
  void startPods() throws IOException {
    pods =
        Pods.start(
            2,
            "--serpentarium.cluster.lease=3s",
            "--serpentarium.sessions.hibernate-after=1s",
            "--serpentarium.sessions.reap-interval=100ms");
    first = pods.get(0).as(ALICE);
    second = pods.get(1).as(ALICE);
  }

  @AfterEach
  void stop() {
    if (pods != null) {
      pods.close();
    }
  }

  @Test
  void handsSessionsOverWhenANodeStops() {
    String kept = first.session();
    String unkept = first.session(UNKEPT);
    first.execute(kept, "x = 'kept'; open('f', 'w').write('file')");
    first.execute(unkept, "x = 'unkept'");
    pods.get(0).process().terminate();
    assertThat(second.persist(kept, "x + open('f').read()")).isEqualTo("'keptfile'");
    assertThat(second.persist(unkept, "x")).isEqualTo("'unkept'");
    pods.get(0).process().awaitEnd();
    assertThat(second.read(second.get("/v1/sessions")).get("items")).hasSize(2);
  }

  @Test
  void hasOthersGoOnWithIdleSessionsAndBeginNewOnesWhileANodeStops() {
    String busy = first.session();
    String idle = first.session();
    first.execute(idle, "x = 'idle'");
    CompletableFuture<JsonNode> running =
        CompletableFuture.supplyAsync(
            () ->
                first.read(
                    first.post(
                        busy + "/executions", "{\"code\": \"input()\", \"stdin_open\": true}")));
    Awaitility.await().atMost(PATIENCE).until(() -> state(second, busy), "busy"::equals);
    pods.get(0).process().terminate();
    Awaitility.await().atMost(PATIENCE).until(() -> endsConnections(first));
    String made = first.session();
    assertThat(first.execute(made, "'made'").get("result").stringValue()).isEqualTo("'made'");
    assertThat(first.execute(idle, "x").get("result").stringValue()).isEqualTo("'idle'");
    JsonNode once = first.read(first.post("/v1/executions", first.code("print('once')")));
    assertThat(once.get("stdout").stringValue()).isEqualTo("once\n");
    first.post(busy + "/stdin", "{\"data\": \"told\\n\"}").expectStatus().isAccepted();
    assertThat(running.join().get("result").stringValue()).isEqualTo("'told'");
    assertThat(second.persist(busy, "1")).isEqualTo("1");
    pods.get(0).process().awaitEnd();
  }

  @Test
  void refusesNothingThroughAnotherNodeWhileOneStops() {
    String session = first.session();
    first.execute(session, "n = 0");
    Set<Integer> statuses = new HashSet<>();
    int count = 0;
    while (pods.get(0).process().isAlive()) {
      ResponseSpec answer = second.post(session + "/executions", second.code("n += 1"));
      statuses.add(answer.returnResult(byte[].class).getStatus().value());
      if (++count == 20) {
        pods.get(0).process().terminate();
      }
    }
    assertThat(statuses).containsExactly(200);
    assertThat(second.execute(session, "n").get("result").stringValue()).isEqualTo("" + count);
  }

  private static boolean endsConnections(Api api) {
    return "close"
        .equals(
            api.get("/v1/info")
                .returnResult(byte[].class)
                .getResponseHeaders()
                .getFirst("Connection"));
  }

  @Test
  void wakesSleepingSessionsOfADeadNodeAtOnceAndOthersFromTheirCheckpointOrNever() {
    String sleeping = first.session(UNKEPT);
    first.execute(sleeping, "x = 'slept'");
    Awaitility.await().atMost(PATIENCE).until(() -> state(second, sleeping), "hibernated"::equals);
    String kept = first.session();
    first.execute(kept, "x = 1");
    first.execute(kept, "x += 1");
    String unkept = first.session(UNKEPT);
    first.execute(unkept, "x = 1");
    pods.get(0).process().kill();
    assertThat(second.persist(sleeping, "x")).isEqualTo("'slept'");
    assertThat(second.persist(kept, "x")).isEqualTo("2");
    assertThat(second.read(second.get(unkept)).get("code").stringValue()).isEqualTo("session_lost");
    second.expectProblem(
        second.post(unkept + "/executions", second.code("x")), 410, "session_lost");
    second.delete(unkept).expectStatus().isNoContent();
    second.expectProblem(second.get(unkept), 404, "session_not_found");
  }

  @Test
  void goesOnWithALargeSessionOfADeadNode() {
    String session = first.session();
    first.execute(session, "import os, zlib; data = os.urandom(24 << 20)");
    String sum = first.execute(session, "zlib.crc32(data)").get("result").stringValue();
    pods.get(0).process().kill();
    assertThat(second.persist(session, "zlib.crc32(data)")).isEqualTo(sum);
  }

  @Test
  void neverLetsTwoNodesHaveASessionWhenOneStandsStill() {
    String session = first.session();
    first.execute(session, "log = []");
    String slow = "import time\nfor i in range(60): time.sleep(0.05)\nlog.append('first')";
    CompletableFuture<JsonNode> running =
        CompletableFuture.supplyAsync(
            () -> first.read(first.post(session + "/executions", first.code(slow))));
    Awaitility.await().atMost(PATIENCE).until(() -> state(second, session), "busy"::equals);
    pods.get(0).process().pause();
    assertThat(second.persist(session, "log.append('second'); log")).isEqualTo("['second']");
    pods.get(0).process().resume();
    assertThat(running.join().get("code").stringValue()).isEqualTo("session_moved");
    assertThat(first.persist(session, "log.append('third'); log")).isEqualTo("['second', 'third']");
    assertThat(second.persist(session, "log")).isEqualTo("['second', 'third']");
    assertThat(pods.get(0).process().output()).contains("was taken by another pod");
  }

  private static String state(Api api, String session) {
    return api.read(api.get(session)).get("state").stringValue();
  }
}
