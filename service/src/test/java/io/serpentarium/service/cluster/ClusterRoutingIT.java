package io.serpentarium.service.cluster;

import static io.serpentarium.service.testing.Tenants.ALICE;
import static io.serpentarium.service.testing.Tenants.BOB;
import static io.serpentarium.service.testing.Tenants.CAROL;
import static io.serpentarium.service.testing.Tenants.DAVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.serpentarium.service.testing.Api;
import io.serpentarium.service.testing.ChannelClient;
import io.serpentarium.service.testing.EventReader;
import io.serpentarium.service.testing.Pods;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import tools.jackson.databind.JsonNode;

/** Two pods: what one has is used through the other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterRoutingIT {

  private static final String REPLAYED = "Idempotency-Replayed";

  private Pods pods;
  private Api here;
  private Api there;

  @BeforeAll
  void startPods() throws IOException {
    pods = Pods.start(2, "--serpentarium.cluster.lease=5s", "--serpentarium.doors=judge0");
  }

  @BeforeEach
  void makeApis() {
    here = pods.get(0).as(ALICE);
    there = pods.get(1).as(ALICE);
  }

  @AfterEach
  void deleteSessions() {
    for (String tenant : List.of(ALICE, BOB, CAROL)) {
      Api api = pods.get(0).as(tenant);
      for (JsonNode session : api.read(api.get("/v1/sessions?limit=200")).get("items")) {
        api.delete("/v1/sessions/" + session.get("id").stringValue()).expectStatus().isNoContent();
      }
    }
  }

  @AfterAll
  void stop() {
    if (pods != null) {
      pods.close();
    }
  }

  @Test
  void executesThroughTheOtherPod() {
    String session = here.session();
    here.execute(session, "x = 41");
    assertThat(there.execute(session, "x + 1").get("result").stringValue()).isEqualTo("42");
    assertThat(there.read(there.get(session)).get("state").stringValue()).isEqualTo("idle");
  }

  @Test
  void showsASubmissionOfTheOtherPod() {
    String body = "{\"language_id\": 71, \"source_code\": \"print(6 * 7)\"}";
    JsonNode taken =
        here.read(here.post("/submissions?base64_encoded=false", body).expectStatus().isCreated());
    String path = "/submissions/" + taken.get("token").stringValue() + "?base64_encoded=false";
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(there.read(there.get(path)).at("/status/id").intValue()).isEqualTo(3));
    assertThat(there.read(there.get(path)).get("stdout").stringValue()).isEqualTo("42\n");
    pods.get(1).as(BOB).get(path).expectStatus().isNotFound();
    there.delete(path).expectStatus().isOk();
    here.get(path).expectStatus().isNotFound();
  }

  @Test
  void streamsThroughTheOtherPod() {
    String session = here.session();
    String body = "{\"code\": \"input('Name: ') * 3\", \"stdin_open\": true}";
    try (EventReader events = new EventReader(there, session, body)) {
      assertThat(events.next()).startsWith("started ");
      assertThat(events.next()).isEqualTo("stdout {\"data\":\"Name: \"}");
      assertThat(events.next()).startsWith("input_request ");
      there.post(session + "/stdin", "{\"data\": \"William\\n\"}").expectStatus().isAccepted();
      assertThat(events.next()).startsWith("result ").contains("WilliamWilliamWilliam");
    }
  }

  @Test
  void interruptsThroughTheOtherPodWhenAStreamIsLeft() {
    String session = here.session();
    EventReader events = new EventReader(there, session, there.code("print(1)\nwhile True: pass"));
    assertThat(events.next()).startsWith("started ");
    assertThat(events.next()).startsWith("stdout ");
    assertThat(
            there
                .read(there.send(HttpMethod.POST, session + "/interrupt"))
                .get("delivered")
                .booleanValue())
        .isTrue();
    assertThat(events.next()).contains("\"interrupted\"");
    events.close();
  }

  @Test
  void opensAChannelThroughTheOtherPodByATicket() {
    String session = here.session();
    String ticket =
        there
            .read(there.send(HttpMethod.POST, session + "/tickets").expectStatus().isCreated())
            .get("ticket")
            .stringValue();
    String address = session + "/channel?ticket=" + ticket;
    try (ChannelClient channel = new ChannelClient(there.socketUri(address))) {
      assertThat(channel.subprotocol()).isEqualTo("serpentarium.v1+json");
      channel.execute("one", "input('Name: ')");
      assertThat(channel.next("input_request").get("prompt").stringValue()).isEqualTo("Name: ");
      channel.send("{\"type\":\"stdin\",\"data\":\"William\\n\"}");
      assertThat(channel.next("result").at("/execution/result").stringValue())
          .isEqualTo("'William'");
      here.delete(session);
      assertThat(channel.closeStatus().getReason()).isEqualTo("the session was deleted");
    }
    there.expectProblem(there.get(address), 404, "session_not_found");
  }

  @Test
  void refusesAChannelThroughTheOtherPodWithTheReason() {
    String session = here.session();
    String address = session + "/channel";
    there.expectProblem(there.get(address), 426, "upgrade_required");
    there
        .expectProblem(upgrade(pods.get(1).as(BOB), address), 404, "session_not_found")
        .jsonPath("$.detail")
        .isEqualTo("No session has this id.");
  }

  private static ResponseSpec upgrade(Api api, String address) {
    return api.client()
        .get()
        .uri(api.uri(address))
        .header("Upgrade", "websocket")
        .header("Connection", "Upgrade")
        .header("Sec-WebSocket-Version", "13")
        .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
        .exchange();
  }

  @Test
  void keepsTenantsApartThroughTheOtherPod() {
    String session = here.session();
    Api bob = pods.get(1).as(BOB);
    bob.expectProblem(bob.get(session), 404, "session_not_found");
    bob.expectProblem(bob.post(session + "/executions", bob.code("1")), 404, "session_not_found");
    assertThat(bob.read(bob.get("/v1/sessions")).get("items")).isEmpty();
  }

  @Test
  void countsSessionsOnAllPods() {
    Api bob = pods.get(0).as(BOB);
    Api bobThere = pods.get(1).as(BOB);
    bob.session();
    String second = bobThere.session();
    bob.expectProblem(bob.post("/v1/sessions", "{}"), 429, "quota_exceeded");
    bob.delete(second).expectStatus().isNoContent();
    bob.session();
  }

  @Test
  void countsExecutionsOnAllPods() {
    Api carol = pods.get(0).as(CAROL);
    Api carolThere = pods.get(1).as(CAROL);
    String session = carol.session();
    EventReader running =
        new EventReader(carol, session, carol.code("print(1)\nimport time; time.sleep(60)"));
    assertThat(running.next()).startsWith("started ");
    carolThere.expectProblem(
        carolThere.post("/v1/executions", carol.code("1")), 429, "quota_exceeded");
    carolThere.send(HttpMethod.POST, session + "/interrupt").expectStatus().isAccepted();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> carolThere.post("/v1/executions", carol.code("1")).expectStatus().isOk());
    running.close();
  }

  @Test
  void countsCpuTimeOnAllPods() {
    Api dave = pods.get(0).as(DAVE);
    Api daveThere = pods.get(1).as(DAVE);
    daveThere.run("1");
    dave.post(
            "/v1/executions",
            "{\"code\": \"while True: pass\", \"limits\": {\"cpu_time_ms\": 2000}}")
        .expectStatus()
        .isOk();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                daveThere.expectProblem(
                    daveThere.post("/v1/executions", dave.code("1")), 429, "quota_exceeded"));
  }

  @Test
  void countsStoredBytesOnAllPods() {
    Api bob = pods.get(0).as(BOB);
    Api bobThere = pods.get(1).as(BOB);
    bob.put(bob.session() + "/files/a", new byte[700_000]).expectStatus().isCreated();
    String session = bobThere.session();
    bobThere.expectProblem(
        bobThere.put(session + "/files/a", new byte[700_000]), 429, "quota_exceeded");
    bobThere.put(session + "/files/a", new byte[200_000]).expectStatus().isCreated();
  }

  @Test
  void listsSessionsOfAllPods() {
    List<String> made = List.of(here.session(), there.session(), here.session());
    JsonNode first = there.read(there.get("/v1/sessions?limit=2"));
    JsonNode second =
        there.read(
            there.get("/v1/sessions?limit=2&cursor=" + first.get("next_cursor").stringValue()));
    assertThat(first.get("items").findValuesAsString("id").stream().map(id -> "/v1/sessions/" + id))
        .containsExactlyElementsOf(made.subList(0, 2));
    assertThat(
            second.get("items").findValuesAsString("id").stream().map(id -> "/v1/sessions/" + id))
        .containsExactlyElementsOf(made.subList(2, 3));
    assertThat(second.get("next_cursor").isNull()).isTrue();
  }

  @Test
  void reachesFilesThroughTheOtherPod() {
    String session = here.session();
    there.put(session + "/files/a%20b", "text".getBytes(StandardCharsets.UTF_8));
    assertThat(there.bytes(there.get(session + "/files/a%20b"))).asString().isEqualTo("text");
    assertThat(here.execute(session, "open('a b').read()").get("result").stringValue())
        .isEqualTo("'text'");
  }

  @Test
  void findsSnapshotsOfTheOtherPod() {
    String session = here.session();
    here.execute(session, "x = 41");
    JsonNode snapshot =
        here.read(here.send(HttpMethod.POST, session + "/snapshots").expectStatus().isCreated());
    String id = snapshot.get("id").stringValue();
    String address = "/v1/snapshots/" + id;
    assertThat(there.read(there.get(address).expectStatus().isOk())).isEqualTo(snapshot);
    String copy = there.session("{\"snapshot_id\": \"%s\"}".formatted(id));
    assertThat(there.execute(copy, "x + 1").get("result").stringValue()).isEqualTo("42");
    Api bob = pods.get(1).as(BOB);
    bob.expectProblem(bob.get(address), 404, "snapshot_not_found");
    there.delete(address).expectStatus().isNoContent();
    here.expectProblem(here.get(address), 404, "snapshot_not_found");
    here.expectProblem(here.delete(address), 404, "snapshot_not_found");
  }

  @Test
  void answersARepeatedRequestOnTheOtherPodAsTheFirstDid() {
    JsonNode first = here.read(withKey(here, "{}").expectStatus().isCreated());
    ResponseSpec again = withKey(there, "{}").expectHeader().valueEquals(REPLAYED, "true");
    assertThat(there.read(again)).isEqualTo(first);
    there.expectProblem(
        withKey(there, "{\"idle_timeout_ms\": 1000}"), 422, "idempotency_key_reused");
  }

  private static ResponseSpec withKey(Api api, String body) {
    return api.client()
        .post()
        .uri(api.uri("/v1/sessions"))
        .header("Idempotency-Key", "once")
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(body)
        .exchange();
  }

  @Test
  void refusesWhoPretendsToBeAPod() {
    here.client()
        .get()
        .uri(here.uri("/cluster/pod"))
        .header("Serpentarium-Peer", "another secret")
        .exchange()
        .expectStatus()
        .isUnauthorized();
    here.get("/cluster/pod").expectStatus().isNotFound();
  }

  @Test
  void answersNobodyButPodsOnTheirPort() {
    URI address = pods.get(0).peerAddress();
    for (String path : List.of("/v1/sessions", "/v1/info", "/", "/cluster/pod")) {
      here.client().get().uri(address.resolve(path)).exchange().expectStatus().isUnauthorized();
    }
  }

  @Test
  void sendsLargeBodiesOn() {
    String session = here.session();
    byte[] large = new byte[1 << 20];
    Arrays.fill(large, (byte) 'x');
    there.put(session + "/files/large", large).expectStatus().isCreated();
    assertThat(there.bytes(there.get(session + "/files/large"))).isEqualTo(large);
    there.put(session + "/files/empty", new byte[0]).expectStatus().isCreated();
    assertThat(here.execute(session, "open('empty').read()").get("result").stringValue())
        .isEqualTo("''");
  }

  @Test
  void sendsNothingWhereAWriterOfRedisWouldHaveIt() throws IOException {
    String session = here.session();
    String key = Keys.SESSION + session.substring(session.lastIndexOf('/') + 1);
    RedisClient client = RedisClient.create(pods.redis().url());
    try (ServerSocket thief = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        var connection = client.connect()) {
      String address = "http://127.0.0.1:" + thief.getLocalPort() + "/x?";
      String genuine = connection.sync().hget(key, "address");
      assertThat(connection.sync().hset(key, "address", address)).isFalse();
      there.expectProblem(there.get(session), 503, "session_moved");
      thief.setSoTimeout(1);
      assertThatThrownBy(thief::accept).isInstanceOf(SocketTimeoutException.class);
      connection.sync().hset(key, "address", genuine);
    } finally {
      client.shutdown();
    }
    there.get(session).expectStatus().isOk();
  }

  @Test
  void goesOnWithLiveSessionsWhileRedisIsAway() {
    String session = here.session();
    String other = there.session();
    here.execute(session, "x = 41");
    pods.redis().process().pause();
    try {
      assertThat(here.persist(session, "x = 42; x")).isEqualTo("42");
      here.expectProblem(here.post("/v1/sessions", "{}"), 503, "directory_away");
      here.post("/v1/sessions", "{}").expectHeader().exists("Retry-After");
      here.expectProblem(here.get(other), 503, "directory_away");
      Api stranger = pods.get(0).as("a00000009999");
      stranger.expectProblem(stranger.get(other), 401, "unauthenticated");
      pauseBeyondTheLease();
      assertThat(here.persist(session, "x")).isEqualTo("42");
    } finally {
      pods.redis().process().resume();
    }
    awaitSeenBack(here, other);
    awaitSeenBack(there, session);
    assertThat(there.execute(session, "x").get("result").stringValue()).isEqualTo("42");
    assertThat(here.execute(other, "1").get("status").stringValue()).isEqualTo("completed");
    here.session();
  }

  @Test
  void countsStoredBytesByItselfWhileRedisIsAway() {
    Api bob = pods.get(0).as(BOB);
    String session = bob.session();
    String of = there.session();
    bob.put(session + "/files/a", new byte[400_000]).expectStatus().isCreated();
    pods.redis().process().pause();
    try {
      assertThat(bob.persist(session, "1")).isEqualTo("1");
      bob.put(session + "/files/b", new byte[400_000]).expectStatus().isCreated();
      bob.expectProblem(bob.put(session + "/files/c", new byte[400_000]), 429, "quota_exceeded");
    } finally {
      pods.redis().process().resume();
    }
    awaitSeenBack(here, of);
    bob.expectProblem(bob.put(session + "/files/c", new byte[400_000]), 429, "quota_exceeded");
    bob.get(session + "/files/b").expectStatus().isOk();
  }

  /** Each pod finds by itself that Redis answers again. */
  private static void awaitSeenBack(Api pod, String sessionOfTheOther) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> pod.get(sessionOfTheOther).expectStatus().isOk());
  }

  private void pauseBeyondTheLease() {
    long begin = System.nanoTime();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> System.nanoTime() - begin > Duration.ofSeconds(6).toNanos());
  }
}
