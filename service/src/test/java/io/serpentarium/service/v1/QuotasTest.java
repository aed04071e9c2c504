package io.serpentarium.service.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.Api;
import io.serpentarium.service.testing.ChannelClient;
import io.serpentarium.service.testing.EventReader;
import io.serpentarium.service.testing.Keys;
import io.serpentarium.service.testing.SlowReader;
import io.serpentarium.service.testing.TenantsTest;
import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import tools.jackson.databind.JsonNode;

class QuotasTest extends TenantsTest {

  private static final String RUN = "[\"stdin\",\"run print x\"]";
  private static final String RUNS = shown("runs\\n");

  @Test
  void limitsSessionsOfOneTenant() {
    String first = bob.session();
    bob.session();
    refused(bob.post("/v1/sessions", "{}"), "sessions", 2);
    refused(bob.post(first + "/fork", "{\"count\": 1}"), "sessions", 2);
    alice.session();
    bob.delete(first).expectStatus().isNoContent();
    bob.session();
  }

  @Test
  void limitsExecutionsOfOneTenant() {
    String waiting = bob.session();
    String other = bob.session();
    try (EventReader events = new EventReader(bob, waiting, "{\"code\": \"wait\"}")) {
      assertThat(events.next()).startsWith("started");
      refused(bob.post(other + "/executions", bob.code("print x")), "executions", 1);
      refused(bob.post("/v1/executions", bob.code("print x")), "executions", 1);
      alice.run("print x");
      bob.post(waiting + "/interrupt", "{}").expectStatus().isAccepted();
      assertThat(events.next()).contains("\"status\":\"interrupted\"");
    }
    bob.execute(other, "print x");
    bob.execute(other, "print x");
  }

  @Test
  void limitsStatementsOnTheTerminalToo() {
    String waiting = bob.session();
    String other = bob.session();
    try (EventReader events = new EventReader(bob, waiting, "{\"code\": \"wait\"}");
        ChannelClient terminal = terminal(bob, other)) {
      assertThat(events.next()).startsWith("started");
      terminal.send(RUN);
      assertThat(terminal.next())
          .isEqualTo(shown("the tenant's quota \\\"executions\\\" of 1 is used up\\n>>> "));
      assertThat(state(bob, other)).isEqualTo("idle");
      bob.post(waiting + "/interrupt", "{}").expectStatus().isAccepted();
      assertThat(events.next()).contains("\"status\":\"interrupted\"");
      terminal.send("[\"stdin\",\"run wait\"]");
      assertThat(terminal.next()).isEqualTo(RUNS);
      refused(bob.post(waiting + "/executions", bob.code("print x")), "executions", 1);
      bob.post(other + "/interrupt", "{}").expectStatus().isAccepted();
      assertThat(terminal.next()).isEqualTo(shown(">>> "));
    }
    bob.execute(waiting, "print x");
  }

  @Test
  void countsTheCpuTimeOfTyping() {
    Api erin = as(ERIN);
    String session = erin.session();
    try (ChannelClient terminal = terminal(erin, session)) {
      terminal.send(RUN);
      assertThat(terminal.next()).isEqualTo(RUNS);
      terminal.next();
      terminal.send("[\"stdin\",\"edit\"]");
      terminal.next();
      terminal.send(RUN);
      assertThat(terminal.next())
          .isEqualTo(shown("the tenant's quota \\\"cpu\\\" of 1000 is used up\\n>>> "));
    }
    erin.expectProblem(
        erin.post(session + "/executions", erin.code("print x")), 429, "quota_exceeded");
    erin.delete(session).expectStatus().isNoContent();
  }

  private static String shown(String text) {
    return "[\"stdout\",\"" + text + "\"]";
  }

  private static String state(Api api, String session) {
    return api.read(api.get(session)).get("state").stringValue();
  }

  private static ChannelClient terminal(Api api, String session) {
    JsonNode ticket = api.read(api.post(session + "/tickets", ""));
    ChannelClient terminal =
        new ChannelClient(
            api.socketUri(session + "/terminal?ticket=" + ticket.get("ticket").stringValue()));
    terminal.next();
    terminal.next();
    return terminal;
  }

  @Test
  void limitsRequestsASecond() {
    var dave = as(DAVE);
    dave.get("/v1/info")
        .expectStatus()
        .isOk()
        .expectHeader()
        .valueEquals("RateLimit-Policy", "\"requests\";q=3;w=1")
        .expectHeader()
        .valueMatches("RateLimit", "\"requests\";r=[0-2];t=1");
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .untilAsserted(
            () -> {
              ResponseSpec refused = dave.get("/v1/info");
              dave.expectProblem(refused, 429, "rate_limited");
              refused.expectHeader().valueEquals("Retry-After", "1");
            });
    alice.get("/v1/info").expectStatus().isOk().expectHeader().doesNotExist("RateLimit");
  }

  @Test
  void limitsStoredBytes() {
    String session = bob.session();
    bob.put(session + "/files/a", new byte[6000]).expectStatus().isCreated();
    refused(bob.put(session + "/files/b", new byte[6000]), "storage", 10_000);
    refused(
        bob.post(
            "/v1/sessions",
            "{\"files\": [{\"path\": \"c\", \"content\": \"%s\"}]}".formatted("x".repeat(6000))),
        "storage",
        10_000);
    bob.delete(session + "/files/a").expectStatus().isNoContent();
    bob.put(session + "/files/b", new byte[6000]).expectStatus().isCreated();
    alice.put(alice.session() + "/files/a", new byte[20_000]).expectStatus().isCreated();
  }

  @Test
  void countsWhatIsOnItsWayAsStored() throws IOException {
    String session = bob.session();
    try (SlowReader client = new SlowReader(port)) {
      client.send(
          "PUT %s/files/a HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
                  .formatted(session, Keys.text(BOB))
              + "Transfer-Encoding: chunked\r\n\r\n11170\r\n%s\r\n".formatted("x".repeat(70_000)));
      client.readUntil("quota_exceeded");
    }
    bob.put(session + "/files/b", new byte[6000]).expectStatus().isCreated();
  }

  private void refused(ResponseSpec response, String quota, int limit) {
    response
        .expectHeader()
        .valueEquals("Retry-After", "1")
        .expectHeader()
        .valueEquals("RateLimit-Policy", "\"%s\";q=%d".formatted(quota, limit))
        .expectHeader()
        .valueEquals("RateLimit", "\"%s\";r=0;t=1".formatted(quota));
    bob.expectProblem(response, 429, "quota_exceeded");
  }
}
