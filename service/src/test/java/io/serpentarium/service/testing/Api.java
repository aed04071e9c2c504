package io.serpentarium.service.testing;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.BodyContentSpec;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls the service as its clients do. Paths are sent as they are written. */
public final class Api {

  private static final int MOST_BYTES = 16 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final WebTestClient client;
  private final URI base;
  private final JsonMapper json = JsonMapper.shared();

  public Api(WebTestClient client, int port) {
    this.client =
        client
            .mutate()
            .filter(new WholeAnswers())
            .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(MOST_BYTES))
            .build();
    this.base = URI.create("http://127.0.0.1:" + port);
  }

  /** Sends no body. */
  public ResponseSpec send(HttpMethod method, String path) {
    return exchange(client.method(method).uri(base.resolve(path)));
  }

  public ResponseSpec get(String path) {
    return send(HttpMethod.GET, path);
  }

  public ResponseSpec delete(String path) {
    return send(HttpMethod.DELETE, path);
  }

  /** Posts JSON text. */
  public ResponseSpec post(String path, String body) {
    return exchange(
        client
            .post()
            .uri(base.resolve(path))
            .contentType(MediaType.APPLICATION_JSON)
            .bodyValue(body));
  }

  /** Patches with JSON text. */
  public ResponseSpec patch(String path, String body) {
    return exchange(
        client
            .patch()
            .uri(base.resolve(path))
            .contentType(MediaType.APPLICATION_JSON)
            .bodyValue(body));
  }

  /** Puts bytes. */
  public ResponseSpec put(String path, byte[] body) {
    return exchange(client.put().uri(base.resolve(path)).bodyValue(body));
  }

  /** Shows what all threads do when no answer comes. */
  private static ResponseSpec exchange(WebTestClient.RequestHeadersSpec<?> request) {
    try {
      return request.exchange();
    } catch (IllegalStateException e) {
      if (e.getCause() instanceof TimeoutException) {
        ThreadDump.print();
      }
      throw e;
    }
  }

  /** Makes a session and gives its address. */
  public String session() {
    return session("{}");
  }

  /** Makes a session of this body and gives its address. */
  public String session(String body) {
    return "/v1/sessions/"
        + read(post("/v1/sessions", body).expectStatus().isCreated()).get("id").stringValue();
  }

  /** Executes code in a session to its end. */
  public JsonNode execute(String session, String code) {
    return read(post(session + "/executions", code(code)).expectStatus().isOk());
  }

  /** Executes code, again while no node can do it, as clients do, and gives the result. */
  public String persist(String session, String code) {
    JsonNode answer =
        Awaitility.await()
            .atMost(PATIENCE)
            .until(
                () -> read(post(session + "/executions", code(code))),
                found -> !found.path("status").isNumber() || found.path("status").asInt() < 502);
    return answer.path("result").asString(answer.toString());
  }

  /** Runs code once. */
  public JsonNode run(String code) {
    return read(post("/v1/executions", code(code)).expectStatus().isOk());
  }

  /** A body with nothing but code. */
  public String code(String code) {
    return json.writeValueAsString(json.createObjectNode().put("code", code));
  }

  /** Parses a JSON answer. */
  public JsonNode read(ResponseSpec response) {
    EntityExchangeResult<byte[]> result = response.expectBody().returnResult();
    return json.readTree(Objects.requireNonNull(result.getResponseBody()));
  }

  /** The bytes of an answer's body. */
  public byte[] bytes(ResponseSpec response) {
    byte[] body = response.expectBody().returnResult().getResponseBody();
    return body == null ? new byte[0] : body;
  }

  /** Checks a whole problem: status, code and shape. */
  public BodyContentSpec expectProblem(ResponseSpec response, int status, String code) {
    return response
        .expectStatus()
        .isEqualTo(status)
        .expectHeader()
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .expectBody()
        .jsonPath("$.status")
        .isEqualTo(status)
        .jsonPath("$.code")
        .isEqualTo(code)
        .jsonPath("$.type")
        .isEqualTo("urn:serpentarium:problem:" + code)
        .jsonPath("$.title")
        .isNotEmpty()
        .jsonPath("$.detail")
        .isNotEmpty()
        .jsonPath("$.errors")
        .isArray()
        .jsonPath("$.trace")
        .doesNotExist();
  }

  /** The client, for what has no shorter word here. */
  public WebTestClient client() {
    return client;
  }

  /** An absolute address. */
  public URI uri(String path) {
    return base.resolve(path);
  }

  /** An absolute WebSocket address. */
  public URI socketUri(String path) {
    return URI.create("ws://127.0.0.1:" + base.getPort() + path);
  }
}
