package io.serpentarium.service.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Session;
import io.serpentarium.service.testing.HttpTest;
import io.serpentarium.service.testing.SlowReader;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import tools.jackson.databind.JsonNode;

class IdempotencyTest extends HttpTest {

  private final String key = UUID.randomUUID().toString();

  @Test
  void makesOneSessionHoweverOftenItIsAsked() {
    ResponseSpec first = post("/v1/sessions", key, "{}");
    first.expectHeader().doesNotExist("Idempotency-Replayed");
    JsonNode made = api.read(first.expectStatus().isCreated());
    ResponseSpec second = post("/v1/sessions", key, "{}");
    second.expectHeader().valueEquals("Idempotency-Replayed", "true");
    second.expectHeader().valueEquals("Location", "/v1/sessions/" + made.get("id").stringValue());
    assertThat(api.read(second.expectStatus().isCreated())).isEqualTo(made);
    assertThat(api.read(api.get("/v1/sessions")).get("items")).hasSize(1);
  }

  @Test
  void executesOnce() {
    String path = api.session() + "/executions";
    JsonNode first = api.read(post(path, key, api.code("value 1")));
    assertThat(api.read(post(path, key, api.code("value 1")))).isEqualTo(first);
    assertThat(api.read(post(path, key + "x", api.code("value 1")))).isNotEqualTo(first);
  }

  @Test
  void refusesAnotherRequestWithTheSameKey() {
    post("/v1/executions", key, api.code("value 1")).expectStatus().isOk();
    api.expectProblem(
        post("/v1/executions", key, api.code("value 2")), 422, "idempotency_key_reused");
    api.expectProblem(post("/v1/sessions", key, "{}"), 422, "idempotency_key_reused");
  }

  @Test
  void refusesTheSameRequestWhileItIsUnderWay() throws IOException {
    String session = api.session();
    try (SlowReader client = new SlowReader(port)) {
      client.post(
          session + "/executions", api.code("wait"), "*/*\r\nIdempotency-Key: %s".formatted(key));
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(api.read(api.get(session)).get("state").stringValue())
                      .isEqualTo("busy"));
      api.expectProblem(
          post(session + "/executions", key, api.code("wait")), 409, "idempotency_conflict");
    }
    api.post(session + "/interrupt", "{}").expectStatus().isAccepted();
  }

  @Test
  void whatWasAskedForWithAKeyIsDoneThoughTheClientLeaves() throws IOException {
    String session = api.session();
    try (SlowReader client = new SlowReader(port)) {
      client.post(
          session + "/executions", api.code("wait"), "*/*\r\nIdempotency-Key: %s".formatted(key));
      Awaitility.await().until(() -> sandbox.latest().state() == Session.State.BUSY);
    }
    Awaitility.await()
        .during(Duration.ofMillis(200))
        .until(() -> sandbox.latest().state() == Session.State.BUSY);
    api.post(session + "/interrupt", "{}").expectStatus().isAccepted();
    Awaitility.await().until(() -> sandbox.latest().state() == Session.State.IDLE);
    Awaitility.await()
        .untilAsserted(
            () ->
                post(session + "/executions", key, api.code("wait"))
                    .expectHeader()
                    .valueEquals("Idempotency-Replayed", "true")
                    .expectBody()
                    .jsonPath("$.status")
                    .isEqualTo("interrupted"));
  }

  @Test
  void aRefusedRequestMayBeSentAgain() {
    sandbox.setFull(true);
    try {
      api.expectProblem(post("/v1/sessions", key, "{}"), 503, "node_saturated");
    } finally {
      sandbox.setFull(false);
    }
    post("/v1/sessions", key, "{}").expectStatus().isCreated();
    api.expectProblem(post("/v1/executions", key + "2", "{}"), 400, "validation");
    post("/v1/executions", key + "2", api.code("value 1")).expectStatus().isOk();
  }

  @Test
  void anAnswerThatWasAStreamIsNotGivenAgain() {
    String path = api.session() + "/executions";
    assertThat(
            api.client()
                .post()
                .uri(api.uri(path))
                .header("Idempotency-Key", key)
                .accept(MediaType.TEXT_EVENT_STREAM)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(api.code("value 1"))
                .exchange()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody())
        .contains("event:result");
    api.expectProblem(
        api.client()
            .post()
            .uri(api.uri(path))
            .header("Idempotency-Key", key)
            .accept(MediaType.TEXT_EVENT_STREAM)
            .contentType(MediaType.APPLICATION_JSON)
            .bodyValue(api.code("value 1"))
            .exchange(),
        409,
        "idempotency_conflict");
  }

  @Test
  void anAnswerAbove64KibibytesIsNotGivenAgain() {
    String session = api.session();
    String small = api.code("print " + "x".repeat(60_000));
    post(session + "/executions", key, small).expectStatus().isOk();
    post(session + "/executions", key, small)
        .expectHeader()
        .valueEquals("Idempotency-Replayed", "true");
    String large = api.code("print " + "x".repeat(66_000));
    post(session + "/executions", key + "2", large).expectStatus().isOk();
    api.expectProblem(post(session + "/executions", key + "2", large), 409, "idempotency_conflict");
  }

  @Test
  void keepsAnAnswerForADay() {
    String first = made();
    clock.advance(Duration.ofHours(23));
    assertThat(made()).isEqualTo(first);
    clock.advance(Duration.ofHours(1));
    assertThat(made()).isNotEqualTo(first);
  }

  private String made() {
    return api.read(post("/v1/sessions", key, "{}").expectStatus().isCreated())
        .get("id")
        .stringValue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"12345678901234567890123456789012345678901234567890", ""})
  void refusesOddKeys(String odd) {
    String text = odd.length() > 1 ? odd.repeat(6) : odd;
    api.expectProblem(post("/v1/sessions", text, "{}"), 400, "bad_request");
  }

  private ResponseSpec post(String path, String idempotencyKey, String body) {
    return api.client()
        .post()
        .uri(api.uri(path))
        .header("Idempotency-Key", idempotencyKey)
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(body)
        .exchange();
  }
}
