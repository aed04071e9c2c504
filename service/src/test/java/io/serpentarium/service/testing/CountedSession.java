package io.serpentarium.service.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A session in which every execution counts one up and answers the count, for any number of clients
 * at the same time. A count that is answered twice means that an accepted execution was lost, or
 * that two nodes had the session. Thread-safe.
 */
public final class CountedSession {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Refused before anything was done, and told so. */
  private static final Set<String> REFUSED = Set.of("409 session_busy", "429 quota_exceeded");

  private final HttpClient client;
  private final IntSupplier port;
  private final String key;
  private final String path;
  private final Set<Long> accepted = ConcurrentHashMap.newKeySet();
  private final Set<Long> repeated = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> answers = new ConcurrentHashMap<>();

  /**
   * Makes the session, and repeats that until it succeeds.
   *
   * @param port where it is to be used next on this machine
   */
  public CountedSession(HttpClient client, IntSupplier port, String keyId) {
    this.client = client;
    this.port = port;
    key = "Bearer " + Keys.text(keyId);
    path = "/v1/sessions/" + persist("/v1/sessions", "{}").path("id").asString();
    persist(path + "/executions", code("x = 0"));
  }

  /** Executes once. */
  public void count() {
    Answer answer = post(path + "/executions", code("x += 1; x"));
    answers.merge(answer.label(), 1, Integer::sum);
    if (answer.label().equals("200 completed")) {
      long count = Long.parseLong(answer.body().path("result").asString());
      if (!accepted.add(count)) {
        repeated.add(count);
      }
    }
  }

  /** Checks that each execution that was accepted has happened, once, in one state. */
  public void check() {
    long last = Long.parseLong(persist(path + "/executions", code("x")).path("result").asString());
    assertThat(repeated).as("counts answered twice").isEmpty();
    assertThat(accepted).as("counts answered, of %d in the end", last).allMatch(n -> n <= last);
    long uncertain =
        answers.values().stream().mapToLong(n -> n).sum() - accepted.size() - refused();
    assertThat(last).isBetween((long) accepted.size(), accepted.size() + uncertain);
  }

  private long refused() {
    return REFUSED.stream().mapToLong(label -> answers.getOrDefault(label, 0)).sum();
  }

  /** How many executions were accepted. */
  public int accepted() {
    return accepted.size();
  }

  /** How often each kind of answer came. */
  public Map<String, Integer> answers() {
    return Map.copyOf(answers);
  }

  private JsonNode persist(String target, String body) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> post(target, body), answer -> answer.label().startsWith("20"))
        .body();
  }

  private Answer post(String target, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.getAsInt() + target))
            .header("Authorization", key)
            .header("Content-Type", "application/json")
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      return Answer.of(client.send(request, HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      return new Answer(
          "none " + e.getClass().getSimpleName(), JsonMapper.shared().createObjectNode());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String code(String code) {
    return JsonMapper.shared().writeValueAsString(Map.of("code", code));
  }

  /** What came back: the status, and what the body says of itself. */
  private record Answer(String label, JsonNode body) {

    static Answer of(HttpResponse<String> response) {
      boolean json = response.headers().firstValue("content-type").orElse("").contains("json");
      JsonNode body =
          json
              ? JsonMapper.shared().readTree(response.body())
              : JsonMapper.shared().createObjectNode();
      String said = body.path("code").asString(body.path("status").asString(""));
      return new Answer((response.statusCode() + " " + said).strip(), body);
    }
  }
}
