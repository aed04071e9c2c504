package io.serpentarium.service.testing;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** The ground of tests over HTTP of a service with tenants; {@link #ALICE} has no quotas. */
@ServiceTest
public abstract class TenantsTest {

  /** The id of a key of tenant alice. */
  public static final String ALICE = "a00000000001";

  /** The id of another key of hers. */
  public static final String ALICE_TOO = "a00000000002";

  /** The id of the key of tenant bob, whose every quota is small. */
  public static final String BOB = "b00000000001";

  /** The id of the key of a suspended tenant. */
  public static final String CAROL = "c00000000001";

  /** The id of the key of a tenant with three requests a second. */
  public static final String DAVE = "d00000000001";

  /** The id of the key of a tenant with a second of CPU time a day. */
  public static final String ERIN = "e00000000001";

  private static final String TENANTS =
      """
      {"tenants": [
        {"id": "alice", "weight": 2, "keys": [%s, %s]},
        {"id": "bob", "keys": [%s], "executions": 1, "sessions": 2, "cpu_seconds_per_day": 1,
         "stored_bytes": 10000, "limits": {"wall_time_ms": 5000, "memory_bytes": 64000000}},
        {"id": "carol", "suspended": true, "keys": [%s]},
        {"id": "dave", "requests_per_second": 3, "keys": [%s]},
        {"id": "erin", "cpu_seconds_per_day": 1, "keys": [%s]}
      ]}
      """
          .formatted(
              Keys.entry(ALICE),
              Keys.entry(ALICE_TOO),
              Keys.entry(BOB),
              Keys.entry(CAROL),
              Keys.entry(DAVE),
              Keys.entry(ERIN));

  @LocalServerPort protected int port;
  @Autowired protected ScriptedSandbox sandbox;
  @Autowired private WebTestClient client;
  protected Api anonymous;
  protected Api alice;
  protected Api bob;

  @DynamicPropertySource
  static void configureTenants(DynamicPropertyRegistry registry) {
    registry.add("serpentarium.tenants.inline", () -> TENANTS);
    registry.add("serpentarium.tenants.secret", () -> Keys.SECRET);
  }

  @BeforeEach
  void makeApis() {
    anonymous = new Api(client, port);
    alice = as(ALICE);
    bob = as(BOB);
  }

  @AfterEach
  void deleteSessions() {
    deleteSessions(alice);
    deleteSessions(bob);
  }

  /** Calls the service with a key. */
  protected Api as(String keyId) {
    return withAuthorization("Bearer " + Keys.text(keyId));
  }

  /** Calls the service with this Authorization header. */
  protected Api withAuthorization(String value) {
    return new Api(client.mutate().defaultHeader(HttpHeaders.AUTHORIZATION, value).build(), port);
  }

  private static void deleteSessions(Api api) {
    for (JsonNode session : api.read(api.get("/v1/sessions?limit=200")).get("items")) {
      api.delete("/v1/sessions/" + session.get("id").stringValue());
    }
  }
}
