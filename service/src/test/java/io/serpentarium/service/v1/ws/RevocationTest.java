package io.serpentarium.service.v1.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.Api;
import io.serpentarium.service.testing.ChannelClient;
import io.serpentarium.service.testing.Keys;
import io.serpentarium.service.testing.ScriptedSandbox;
import io.serpentarium.service.testing.ServiceTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** Takes keys back while the service runs. */
@ServiceTest
class RevocationTest {

  private static final String LOST = "a00000000001";
  private static final String KEPT = "a00000000002";
  private static final int POLICY_VIOLATION = 1008;
  private static final int RESTORES = 15;

  /** A second, and what a machine that runs other tests may add to it. */
  private static final Duration SUSPENSION = Duration.ofMillis(1_500);

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir static Path folder;

  @LocalServerPort private int port;
  @Autowired private WebTestClient client;
  @Autowired private ScriptedSandbox sandbox;

  @DynamicPropertySource
  static void configureTenants(DynamicPropertyRegistry registry) {
    registry.add("serpentarium.tenants.file", () -> folder.resolve("tenants.json"));
    registry.add("serpentarium.tenants.secret", () -> Keys.SECRET);
    write("", LOST, KEPT);
  }

  @BeforeEach
  void giveKeys() {
    write("", LOST, KEPT);
    Awaitility.await().until(() -> isGood(LOST));
  }

  @Test
  void socketsOfARevokedKeyAreClosedAndNoOthers() {
    String session = as(KEPT).session();
    try (ChannelClient kept = open(session + "/channel", KEPT);
        ChannelClient channel = open(session + "/channel", LOST);
        ChannelClient terminal = open(session + "/terminal", LOST);
        ChannelClient ticketed = ticketed(session, LOST)) {
      write("", KEPT);
      assertThat(channel.closeStatus().getCode()).isEqualTo(POLICY_VIOLATION);
      assertThat(terminal.closeStatus().getCode()).isEqualTo(POLICY_VIOLATION);
      assertThat(ticketed.closeStatus().getCode()).isEqualTo(POLICY_VIOLATION);
      kept.execute("1", "value 7");
      assertThat(kept.next("result").toString()).contains("\"id\":\"1\"");
    }
  }

  @Test
  void streamsOfARevokedKeyEnd() {
    String session = as(KEPT).session();
    Api api = as(LOST);
    Flux<String> stream =
        api.client()
            .post()
            .uri(api.uri(session + "/executions"))
            .contentType(MediaType.APPLICATION_JSON)
            .accept(MediaType.TEXT_EVENT_STREAM)
            .bodyValue(api.code("wait"))
            .exchange()
            .returnResult(String.class)
            .getResponseBody();
    StepVerifier.create(stream.ignoreElements())
        .then(() -> write("", KEPT))
        .expectComplete()
        .verify(PATIENCE);
  }

  @Test
  void ticketsOfARevokedKeyAreWorthless() {
    String session = as(KEPT).session();
    String ticket = ticket(session, LOST);
    write("", KEPT);
    Awaitility.await().until(() -> !isGood(LOST));
    new Api(client, port)
        .get(session + "/channel?ticket=" + ticket)
        .expectStatus()
        .isUnauthorized();
  }

  @Test
  void socketsOfASuspendedTenantAreClosed() {
    try (ChannelClient channel = open(as(LOST).session() + "/channel", LOST)) {
      write("\"suspended\": true,", LOST, KEPT);
      assertThat(channel.closeStatus().getCode()).isEqualTo(POLICY_VIOLATION);
    }
  }

  @Test
  void aTenantIsSuspendedWithinASecondThoughAllItsThreadsAreTaken() {
    Api busy = as(LOST);
    String body = "{\"snapshot_id\": \"%s\"}".formatted(snapshot(busy));
    CountDownLatch release = sandbox.holdRestores();
    try {
      for (int i = 0; i < RESTORES; i++) {
        Thread.startVirtualThread(() -> busy.post("/v1/sessions", body));
      }
      Awaitility.await().until(() -> sandbox.held() > 1);
      write("\"suspended\": true,", LOST, KEPT);
      Awaitility.await().atMost(SUSPENSION).until(() -> !isGood(KEPT));
    } finally {
      release.countDown();
    }
  }

  private String snapshot(Api api) {
    String session = api.session();
    return api.read(api.post(session + "/snapshots", "")).get("id").stringValue();
  }

  private boolean isGood(String keyId) {
    return as(keyId).get("/v1/info").returnResult(Void.class).getStatus().is2xxSuccessful();
  }

  private Api as(String keyId) {
    return new Api(
        client
            .mutate()
            .defaultHeader(HttpHeaders.AUTHORIZATION, "Bearer " + Keys.text(keyId))
            .build(),
        port);
  }

  private ChannelClient open(String path, String keyId) {
    HttpHeaders headers = new HttpHeaders();
    headers.setBearerAuth(Keys.text(keyId));
    return new ChannelClient(as(keyId).socketUri(path), headers);
  }

  private ChannelClient ticketed(String session, String keyId) {
    return new ChannelClient(
        as(keyId).socketUri(session + "/channel?ticket=" + ticket(session, keyId)));
  }

  private String ticket(String session, String keyId) {
    Api api = as(keyId);
    return api.read(api.post(session + "/tickets", "")).get("ticket").stringValue();
  }

  private static void write(String more, String... keyIds) {
    String keys = String.join(", ", Arrays.stream(keyIds).map(Keys::entry).toList());
    String text = "{\"tenants\": [{\"id\": \"alice\", %s \"keys\": [%s]}]}".formatted(more, keys);
    try {
      Path whole = Files.writeString(folder.resolve("next.json"), text);
      Files.move(
          whole,
          folder.resolve("tenants.json"),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
