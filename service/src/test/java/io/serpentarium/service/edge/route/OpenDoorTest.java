package io.serpentarium.service.edge.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.serpentarium.service.core.tenancy.Authenticator;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.edge.problem.Problem;
import io.serpentarium.service.testing.Keys;
import io.serpentarium.service.testing.TenantsTest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** An open door and a closed one, of a service with tenants. */
@TestPropertySource(properties = "serpentarium.doors=mcp")
@Import({OpenDoorTest.Opened.class, OpenDoorTest.Closed.class})
@ExtendWith(OutputCaptureExtension.class)
class OpenDoorTest extends TenantsTest {

  @Autowired private MeterRegistry registry;

  @RestController
  @OpenDoor(Door.MCP)
  static final class Opened {

    @GetMapping("/opened")
    @Route(credentials = Key.class, errors = Messages.class)
    Mono<String> get() {
      return CurrentTenant.with(tenant -> Mono.just(tenant.id()));
    }
  }

  @RestController
  @OpenDoor(Door.E2B)
  static final class Closed {

    @GetMapping("/closed")
    @Route
    Mono<String> get() {
      return Mono.just("never");
    }
  }

  static final class Key extends KeyInHeader {

    Key(Authenticator authenticator) {
      super("X-Key", authenticator);
    }
  }

  static final class Messages implements ErrorForm {

    @Override
    public Answer of(Problem problem) {
      return Answer.json(problem.status() + 2, Map.of("message", problem.code()));
    }
  }

  @Test
  void answersWithTheKeyInItsHeader() {
    get(Keys.text(ALICE)).expectStatus().isOk().expectBody(String.class).isEqualTo("alice");
    get("Bearer " + Keys.text(BOB)).expectBody(String.class).isEqualTo("bob");
    get("Basic " + HttpHeaders.encodeBasicAuth("any", Keys.text(BOB), null))
        .expectBody(String.class)
        .isEqualTo("bob");
  }

  @Test
  void answersFailuresInItsOwnForm() {
    for (String key : new String[] {"", "x", "Bearer", "Basic *", "srp_", Keys.text(ALICE) + "0"}) {
      get(key)
          .expectStatus()
          .isEqualTo(403)
          .expectHeader()
          .contentType("application/json")
          .expectBody(String.class)
          .isEqualTo("{\"message\":\"unauthenticated\"}");
    }
  }

  @Test
  void isNotThereWhileItIsClosed() {
    alice.expectProblem(alice.get("/closed"), 404, "not_found");
    anonymous.expectProblem(anonymous.get("/closed"), 404, "not_found");
  }

  @Test
  void countsItsRequests() {
    double before = count("refused");
    get("x").expectStatus().isForbidden();
    await().untilAsserted(() -> assertThat(count("refused")).isGreaterThan(before));
    assertThat(registry.get("serpentarium.door.requests").tag("door", "e2b").counters())
        .allSatisfy(counter -> assertThat(counter.count()).isZero());
  }

  @Test
  void logsNoKey(CapturedOutput output) {
    get(Keys.text(ALICE)).expectStatus().isOk();
    await().untilAsserted(() -> assertThat(output.getAll()).contains("GET /opened 200"));
    assertThat(output.getAll()).doesNotContain(Keys.text(ALICE));
  }

  private double count(String outcome) {
    return registry
        .get("serpentarium.door.requests")
        .tags("door", "mcp", "outcome", outcome)
        .counter()
        .count();
  }

  private WebTestClient.ResponseSpec get(String key) {
    return anonymous.client().get().uri(anonymous.uri("/opened")).header("X-Key", key).exchange();
  }
}
