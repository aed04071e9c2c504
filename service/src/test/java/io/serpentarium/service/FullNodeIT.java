package io.serpentarium.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.Api;
import io.serpentarium.service.testing.EventReader;
import io.serpentarium.service.testing.Keys;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.webtestclient.autoconfigure.AutoConfigureWebTestClient;
import org.springframework.http.HttpHeaders;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import tools.jackson.databind.JsonNode;

/** What a node and a tenant answer that have nothing left, with the real Python. */
@SpringBootTest(
    classes = ServiceApplication.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "management.server.port=0",
      "serpentarium.pool.size=1",
      // Templates would take a part of the node's memory.
      "serpentarium.extensions-ahead=false",
      // Room for two executions with the usual limits, of which one is the reserve of newcomers.
      "serpentarium.memory.budget=380MB",
      "serpentarium.memory.overcommit=1",
      "serpentarium.memory.reserve=1MB",
      "serpentarium.executions.maximum=4"
    })
@AutoConfigureWebTestClient(timeout = "60s")
class FullNodeIT {

  private static final String WIDE = "a00000000001";
  private static final String THRIFTY = "b00000000001";
  private static final String OTHER = "c00000000001";
  private static final String LATE = "d00000000001";
  private static final String SMALL = ", \"limits\": {\"memory_bytes\": 24500000}}";

  @LocalServerPort private int port;
  @Autowired private WebTestClient client;
  private Api wide;

  @DynamicPropertySource
  static void configureTenants(DynamicPropertyRegistry registry) {
    registry.add(
        "serpentarium.tenants.inline",
        () ->
            """
            {"tenants": [{"id": "wide", "keys": [%s]},
              {"id": "thrifty", "keys": [%s], "cpu_seconds_per_day": 1},
              {"id": "other", "keys": [%s]},
              {"id": "late", "keys": [%s]}]}"""
                .formatted(
                    Keys.entry(WIDE), Keys.entry(THRIFTY), Keys.entry(OTHER), Keys.entry(LATE)));
    registry.add("serpentarium.tenants.secret", () -> Keys.SECRET);
  }

  @BeforeEach
  void makeApi() {
    wide = as(WIDE);
  }

  @Test
  void shedsWhatItsMemoryCannotHold() {
    Api other = as(OTHER);
    Api late = as(LATE);
    String first = wide.session();
    String second = other.session();
    try (EventReader one = new EventReader(wide, first, waiting("}"));
        EventReader two = new EventReader(other, second, waiting("}"))) {
      assertThat(one.next()).startsWith("started");
      assertThat(two.next()).startsWith("started");
      ResponseSpec shed = late.post("/v1/executions", late.code("1"));
      shed.expectHeader().valueMatches("Retry-After", "[1-9][0-9]*");
      late.expectProblem(shed, 503, "node_saturated");
      small(late).expectStatus().isOk();
      other.delete(second);
      late.run("1");
    }
    wide.delete(first);
  }

  @Test
  void leavesMemoryToOthers() {
    String session = wide.session();
    try (EventReader events = new EventReader(wide, session, waiting("}"))) {
      assertThat(events.next()).startsWith("started");
      assertThat(events.next()).startsWith("input_request");
      wide.expectProblem(wide.post("/v1/executions", wide.code("1")), 429, "quota_exceeded");
      as(OTHER).run("1");
      small(wide).expectStatus().isOk();
      wide.post(session + "/stdin", "{\"eof\": true}").expectStatus().isAccepted();
      assertThat(events.next()).startsWith("result");
    }
    wide.run("1");
    wide.delete(session);
  }

  @Test
  void leavesHalfOfItsThreadsToOthers() {
    String first = wide.session();
    String second = wide.session();
    try (EventReader one = new EventReader(wide, first, waiting(SMALL));
        EventReader two = new EventReader(wide, second, waiting(SMALL))) {
      assertThat(one.next()).startsWith("started");
      assertThat(two.next()).startsWith("started");
      wide.expectProblem(small(wide), 429, "quota_exceeded");
      small(as(OTHER)).expectStatus().isOk();
    }
    wide.delete(first);
    wide.delete(second);
  }

  @Test
  void refusesATenantThatHasUsedItsCpuTimeOfTheDay() {
    Api thrifty = as(THRIFTY);
    String spin = "{\"code\": \"while True: pass\", \"limits\": {\"cpu_time_ms\": 1200}}";
    JsonNode spun = thrifty.read(thrifty.post("/v1/executions", spin).expectStatus().isOk());
    assertThat(spun.get("limit").stringValue()).isEqualTo("cpu_time");
    ResponseSpec refused = thrifty.post("/v1/executions", thrifty.code("1"));
    refused
        .expectHeader()
        .valueMatches("Retry-After", "[1-9][0-9]*")
        .expectHeader()
        .valueEquals("RateLimit-Policy", "\"cpu\";q=1000;w=86400")
        .expectHeader()
        .valueMatches("RateLimit", "\"cpu\";r=0;t=[1-9][0-9]*");
    thrifty.expectProblem(refused, 429, "quota_exceeded");
    String session = thrifty.session();
    thrifty.expectProblem(
        thrifty.post(session + "/executions", thrifty.code("1")), 429, "quota_exceeded");
    thrifty.expectProblem(
        thrifty.post(
            "/v1/gradings", "{\"code\": \"\", \"tests\": [{\"id\": \"a\", \"check\": \"1\"}]}"),
        429,
        "quota_exceeded");
    thrifty.delete(session);
    wide.run("1");
  }

  private static ResponseSpec small(Api tenant) {
    return tenant.post("/v1/executions", "{\"code\": \"1\"" + SMALL);
  }

  private static String waiting(String end) {
    return "{\"code\": \"try: input()\\nexcept EOFError: pass\", \"stdin_open\": true" + end;
  }

  private Api as(String keyId) {
    return new Api(
        client
            .mutate()
            .defaultHeader(HttpHeaders.AUTHORIZATION, "Bearer " + Keys.text(keyId))
            .build(),
        port);
  }
}
