package io.serpentarium.service.jupyter;

import static io.serpentarium.service.testing.Tenants.ALICE;
import static io.serpentarium.service.testing.Tenants.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serpentarium.service.testing.Api;
import io.serpentarium.service.testing.Keys;
import io.serpentarium.service.testing.Pods;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import tools.jackson.databind.JsonNode;

/** Kernels of a cluster, which any of its pods answers for. */
class KernelsOfPodsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Pods pods;
  private Api here;
  private Api there;

  @BeforeEach
  void startPods() throws IOException {
    pods = Pods.start(2, "--serpentarium.cluster.lease=3s", "--serpentarium.doors=jupyter");
    here = pods.get(0).as(ALICE);
    there = pods.get(1).as(ALICE);
  }

  @AfterEach
  void stop() {
    if (pods != null) {
      pods.close();
    }
  }

  @Test
  void areUsedThroughTheOtherPod() {
    String kernel = start(here);
    String path = "/api/kernels/" + kernel;
    assertThat(there.read(there.get("/api/kernels")).get(0).get("id").stringValue())
        .isEqualTo(kernel);
    pods.get(1).as(BOB).get(path).expectStatus().isNotFound();
    try (KernelClient far = connect(there, kernel, "far")) {
      assertThat(far.run("x = 41")).containsExactly("busy", "input 1", "ok", "idle");
      try (KernelClient near = connect(here, kernel, "near")) {
        assertThat(shown(near.answers(near.execute("x + 1")))).isEqualTo("42");
        assertThat(there.read(there.get(path)).get("connections").intValue()).isEqualTo(2);
      }
      String asks = far.execute("input('Name: ')");
      assertThat(far.next("input_request").at("/content/prompt").stringValue()).isEqualTo("Name: ");
      far.send("stdin", "input_reply", "{\"value\": \"Ada\"}");
      assertThat(shown(far.answers(asks))).isEqualTo("'Ada'");
      String endless = far.execute("while True: pass");
      await().atMost(PATIENCE).until(() -> state(there, path), "busy"::equals);
      there.send(HttpMethod.POST, path + "/interrupt").expectStatus().isNoContent();
      assertThat(names(far.answers(endless))).contains("KeyboardInterrupt");
      assertThat(shown(far.answers(far.execute("x")))).isEqualTo("41");
      there.send(HttpMethod.POST, path + "/restart").expectStatus().isOk();
      assertThat(names(far.answers(far.execute("x")))).contains("NameError");
    }
    there.delete(path).expectStatus().isNoContent();
    here.get(path).expectStatus().isNotFound();
  }

  @Test
  void outliveTheirPodWithTheirVariables() {
    List<String> kernels = IntStream.range(0, 20).mapToObj(i -> start(here)).toList();
    List<KernelClient> clients =
        kernels.stream().map(kernel -> connect(there, kernel, "tab")).toList();
    for (int i = 0; i < clients.size(); i++) {
      assertThat(clients.get(i).run("x = " + i)).containsSequence("ok", "idle");
    }
    clients.forEach(client -> client.execute("x = 'lost'\nwhile True: pass"));
    for (String kernel : kernels.subList(0, 2)) {
      await().atMost(PATIENCE).until(() -> state(there, "/api/kernels/" + kernel), "busy"::equals);
    }
    pods.get(0).process().kill();
    assertThat(clients)
        .allSatisfy(client -> assertThat(client.closeReason()).contains("is rolled back"));
    for (int i = 0; i < clients.size(); i++) {
      String path = "/api/kernels/" + kernels.get(i);
      await().atMost(PATIENCE).untilAsserted(() -> there.get(path).expectStatus().isOk());
      assertThat(state(there, path)).isEqualTo("idle");
      try (KernelClient client = connect(there, kernels.get(i), "tab")) {
        assertThat(shown(client.answers(client.execute("x")))).isEqualTo(Integer.toString(i));
      }
    }
  }

  private static String start(Api api) {
    return api.read(api.post("/api/kernels", "{}").expectStatus().isCreated())
        .get("id")
        .stringValue();
  }

  private static KernelClient connect(Api api, String kernel, String client) {
    HttpHeaders headers = new HttpHeaders();
    headers.set(HttpHeaders.AUTHORIZATION, "token " + Keys.text(ALICE));
    String path = "/api/kernels/%s/channels?session_id=%s".formatted(kernel, client);
    return new KernelClient(api.socketUri(path), headers);
  }

  private static String state(Api api, String path) {
    return api.read(api.get(path)).get("execution_state").stringValue();
  }

  private static String shown(List<JsonNode> answers) {
    return of("execute_result", answers)
        .map(message -> message.at("/content/data/text~1plain").stringValue())
        .findFirst()
        .orElse("nothing");
  }

  private static List<String> names(List<JsonNode> answers) {
    return of("error", answers).map(message -> message.at("/content/ename").stringValue()).toList();
  }

  private static Stream<JsonNode> of(String type, List<JsonNode> answers) {
    return answers.stream().filter(message -> message.get("msg_type").stringValue().equals(type));
  }
}
