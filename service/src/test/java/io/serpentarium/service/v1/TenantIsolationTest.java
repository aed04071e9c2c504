package io.serpentarium.service.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.Api;
import io.serpentarium.service.testing.Keys;
import io.serpentarium.service.testing.TenantsTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;

class TenantIsolationTest extends TenantsTest {

  private static final String UNKNOWN = "ses_" + "0".repeat(32);

  record Call(HttpMethod method, String path, String body) {}

  static List<Call> callsOnASession() {
    return List.of(
        new Call(HttpMethod.GET, "", ""),
        new Call(HttpMethod.DELETE, "", ""),
        new Call(HttpMethod.POST, "/executions", "{\"code\": \"value 1\"}"),
        new Call(HttpMethod.POST, "/stdin", "{\"data\": \"x\"}"),
        new Call(HttpMethod.POST, "/interrupt", ""),
        new Call(HttpMethod.PUT, "/files/a.txt", "text"),
        new Call(HttpMethod.GET, "/files/a.txt", ""),
        new Call(HttpMethod.DELETE, "/files/a.txt", ""),
        new Call(HttpMethod.GET, "/files", ""),
        new Call(HttpMethod.POST, "/snapshots", ""),
        new Call(HttpMethod.POST, "/restore", "{\"snapshot_id\": \"snp_1\"}"),
        new Call(HttpMethod.POST, "/fork", "{\"count\": 1}"),
        new Call(HttpMethod.POST, "/tickets", ""),
        new Call(HttpMethod.GET, "/channel", ""));
  }

  @ParameterizedTest
  @MethodSource("callsOnASession")
  void aForeignSessionIsAsOneThatDoesNotExist(Call call) {
    String foreign = alice.session();
    alice.put(foreign + "/files/a.txt", new byte[1]);
    JsonNode answer = problem(bob, call, foreign, 404);
    assertThat(answer).isEqualTo(problem(bob, call, "/v1/sessions/" + UNKNOWN, 404));
    assertThat(answer.get("code").stringValue()).isEqualTo("session_not_found");
    alice.get(foreign).expectStatus().isOk();
  }

  @ParameterizedTest
  @MethodSource("callsOnASession")
  void nothingIsAnsweredWithoutAKey(Call call) {
    assertThat(problem(anonymous, call, alice.session(), 401).get("code").stringValue())
        .isEqualTo("unauthenticated");
  }

  @Test
  void aForeignSnapshotIsAsOneThatDoesNotExist() {
    String session = alice.session();
    String snapshot =
        "/v1/snapshots/"
            + alice.read(alice.post(session + "/snapshots", "{}")).get("id").stringValue();
    String id = snapshot.substring(snapshot.lastIndexOf('/') + 1);
    bob.expectProblem(bob.get(snapshot), 404, "snapshot_not_found");
    bob.expectProblem(bob.delete(snapshot), 404, "snapshot_not_found");
    String body = "{\"snapshot_id\": \"%s\"}".formatted(id);
    bob.expectProblem(bob.post("/v1/sessions", body), 404, "snapshot_not_found");
    bob.expectProblem(bob.post(bob.session() + "/restore", body), 404, "snapshot_not_found");
    alice.get(snapshot).expectStatus().isOk();
    alice.delete(snapshot).expectStatus().isNoContent();
  }

  @Test
  void listsOwnSessionsOnly() {
    String own = alice.session();
    bob.session();
    List<String> listed =
        alice
            .read(alice.get("/v1/sessions"))
            .get("items")
            .valueStream()
            .map(session -> "/v1/sessions/" + session.get("id").stringValue())
            .toList();
    assertThat(listed).containsExactly(own);
  }

  @Test
  void everyKeyOfATenantSeesTheSame() {
    as(ALICE_TOO).get(alice.session()).expectStatus().isOk();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer ",
        "Bearer srp_a00000000001",
        "Bearer srp_a00000000009_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "Bearer srp_a00000000001_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde0",
        "Basic YWxpY2U6c2VjcmV0",
        "Bearer eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4In0."
      })
  void refusesWhatIsNoKey(String authorization) {
    Api api = withAuthorization(authorization);
    api.client()
        .get()
        .uri(api.uri("/v1/sessions"))
        .exchange()
        .expectStatus()
        .isUnauthorized()
        .expectHeader()
        .valueMatches("WWW-Authenticate", "Bearer.*")
        .expectHeader()
        .contentType(MediaType.APPLICATION_PROBLEM_JSON);
  }

  @Test
  void takesTheSchemeInAnyCase() {
    withAuthorization("bearer " + Keys.text(ALICE)).get("/v1/info").expectStatus().isOk();
  }

  @Test
  void refusesASuspendedTenant() {
    anonymous.expectProblem(as(CAROL).get("/v1/sessions"), 403, "tenant_suspended");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/sessions",
        "/v1;x=1/sessions",
        "/%76%31/sessions",
        "/v1/%73essions",
        "/v1/info",
        "/v1/nothing"
      })
  void noWayAroundIsOpen(String path) {
    anonymous.expectProblem(anonymous.get(path), 401, "unauthenticated");
  }

  @Test
  void theContractIsPublic() {
    anonymous.get("/openapi.json").expectStatus().isOk();
  }

  @Test
  void capsLimitsAtTheTenantsMaximum() {
    JsonNode limits = bob.read(bob.get(bob.session())).get("limits");
    assertThat(limits.get("wall_time_ms").longValue()).isEqualTo(5000);
    assertThat(limits.get("memory_bytes").longValue()).isEqualTo(64_000_000);
    bob.expectProblem(
        bob.post("/v1/sessions", "{\"limits\": {\"wall_time_ms\": 5001}}"), 400, "limit_too_high");
    assertThat(bob.read(bob.get("/v1/info")).at("/limits/wall_time_ms").longValue())
        .isEqualTo(5000);
  }

  private static JsonNode problem(Api api, Call call, String session, int status) {
    return api.read(
        api.client()
            .method(call.method())
            .uri(api.uri(session + call.path()))
            .headers(
                headers -> {
                  if (HttpMethod.POST.equals(call.method())) {
                    headers.setContentType(MediaType.APPLICATION_JSON);
                  }
                })
            .bodyValue(call.body())
            .exchange()
            .expectStatus()
            .isEqualTo(status)
            .expectHeader()
            .contentType(MediaType.APPLICATION_PROBLEM_JSON));
  }
}
