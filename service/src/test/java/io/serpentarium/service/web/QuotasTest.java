package io.serpentarium.service.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.EventReader;
import io.serpentarium.service.testing.TenantsTest;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

class QuotasTest extends TenantsTest {

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
