package io.serpentarium.service.jupyter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.service.testing.Api;
import io.serpentarium.service.testing.Keys;
import io.serpentarium.service.testing.TenantsTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** The kernels of tenants: who sees which, and by which key. */
@TestPropertySource(
    properties = {"serpentarium.doors=jupyter", "serpentarium.kernel-id-opens-channel=true"})
class JupyterTest extends TenantsTest {

  @Test
  void tellsItsVersionToEverybodyAndTheRestToTenants() {
    assertThat(anonymous.read(anonymous.get("/api")).get("version").asString()).isEqualTo("2.21.1");
    anonymous.get("/api/kernelspecs").expectStatus().isUnauthorized();
    assertThat(alice.read(alice.get("/api/kernelspecs")).at("/kernelspecs/python3/name").asString())
        .isEqualTo("python3");
    alice.get("/api/kernelspecs/python3").expectStatus().isOk();
    alice.get("/api/kernelspecs/ir").expectStatus().isNotFound();
  }

  @Test
  void takesTheKeyFromWhereItsClientsSendIt() {
    Api token = withAuthorization("token " + Keys.text(ALICE));
    token.get("/api/kernels").expectStatus().isOk();
    withAuthorization("token").get("/api/kernels").expectStatus().isUnauthorized();
    anonymous.get("/api/kernels?token=" + Keys.text(ALICE)).expectStatus().isOk();
    anonymous.get("/api/kernels?token=").expectStatus().isUnauthorized();
  }

  @Test
  void showsKernelsToTheirTenantOnly() {
    JsonNode kernel = start();
    String path = "/api/kernels/" + kernel.get("id").asString();
    assertThat(kernel.get("last_activity").asString()).matches(".*T.*\\.[0-9]{6}Z");
    assertThat(kernel.get("execution_state").asString()).isEqualTo("idle");
    assertThat(kernel.get("connections").intValue()).isZero();
    assertThat(alice.read(alice.get("/api/kernels")).findValuesAsString("id"))
        .contains(kernel.get("id").asString());
    assertThat(bob.read(bob.get("/api/kernels")).size()).isZero();
    bob.get(path).expectStatus().isNotFound();
    bob.delete(path).expectStatus().isNotFound();
    bob.post(path + "/interrupt", "").expectStatus().isNotFound();
    bob.post(path + "/restart", "").expectStatus().isNotFound();
    assertThatThrownBy(() -> connect(kernel, BOB)).hasMessageContaining("404");
    alice.post(path + "/interrupt", "").expectStatus().isNoContent();
    alice.delete(path).expectStatus().isNoContent();
    alice.get(path).expectStatus().isNotFound();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "..", "01234567-89AB-cdef-0123-456789abcdef", "ses_0"})
  void knowsNoKernelByAnotherForm(String id) {
    alice.get("/api/kernels/" + id).expectStatus().isNotFound();
  }

  @Test
  void answersFailuresInItsOwnForm() {
    JsonNode failure = alice.read(alice.get("/api/kernels/01234567-89ab-cdef-0123-456789abcdef"));
    assertThat(failure.propertyNames()).containsExactlyInAnyOrder("message", "reason");
  }

  @Test
  void aKernelsIdOpensItsOwnChannelAndNothingElse() {
    JsonNode kernel = start();
    String path = "/api/kernels/" + kernel.get("id").asString();
    anonymous.get(path).expectStatus().isUnauthorized();
    try (KernelClient client = new KernelClient(anonymous.socketUri(path + "/channels"))) {
      String id = client.send("shell", "kernel_info_request", "{}");
      assertThat(client.answers(id)).hasSize(3);
    }
    alice.delete(path);
    assertThatThrownBy(() -> new KernelClient(anonymous.socketUri(path + "/channels")))
        .hasMessageContaining("401");
  }

  @Test
  void startsAKernelForANotebookOnce() {
    JsonNode session = open("{\"path\": \"a.ipynb\", \"type\": \"notebook\", \"name\": \"A\"}");
    String id = session.get("id").asString();
    assertThat(session.propertyNames())
        .containsExactly("id", "path", "name", "type", "kernel", "notebook");
    assertThat(session.at("/kernel/id").asString()).isEqualTo(id);
    assertThat(session.at("/kernel/name").asString()).isEqualTo("python3");
    assertThat(session.at("/notebook/path").asString()).isEqualTo("a.ipynb");
    alice.get("/api/kernels/" + id).expectStatus().isOk();
    String same =
        "{\"path\": \"a.ipynb\", \"type\": \"notebook\", \"kernel\": {\"name\": \"python3\"}}";
    assertThat(open(same).get("id").asString()).isEqualTo(id);
    alice.delete("/api/sessions/" + id).expectStatus().isNoContent();
    alice.get("/api/kernels/" + id).expectStatus().isNotFound();
    JsonNode next = open(same);
    assertThat(next.get("id").asString()).isNotEqualTo(id);
    alice.delete("/api/kernels/" + next.get("id").asString());
    JsonNode third = open(same);
    assertThat(third.get("id").asString()).isNotEqualTo(next.get("id").asString());
    alice.delete("/api/sessions/" + third.get("id").asString());
  }

  @Test
  void showsAndRenamesNotebooksOfTheirTenantOnly() {
    String kernel = start().get("id").asString();
    String path = "/api/sessions/" + kernel;
    assertThat(alice.read(alice.get(path)).get("path").asString()).isEqualTo(kernel);
    JsonNode session =
        open(
            "{\"path\": \"c\", \"type\": \"console\", \"name\": null, \"kernel\": {\"id\": \"%s\"}}"
                .formatted(kernel));
    assertThat(session.get("id").asString()).isEqualTo(kernel);
    assertThat(session.propertyNames()).doesNotContain("notebook");
    assertThat(alice.read(alice.get("/api/sessions")).findValuesAsString("path")).contains("c");
    assertThat(bob.read(bob.get("/api/sessions"))).isEmpty();
    bob.get(path).expectStatus().isNotFound();
    bob.delete(path).expectStatus().isNotFound();
    bob.patch(path, "{\"path\": \"d\"}").expectStatus().isNotFound();
    String taken =
        "{\"path\": \"c\", \"type\": \"console\", \"kernel\": {\"id\": \"%s\"}}".formatted(kernel);
    bob.post("/api/sessions", taken).expectStatus().isNotFound();
    JsonNode renamed = alice.read(alice.patch(path, "{\"path\": \"d\", \"name\": \"D\"}"));
    assertThat(renamed.get("path").asString()).isEqualTo("d");
    assertThat(renamed.get("type").asString()).isEqualTo("console");
    JsonNode again = alice.read(alice.patch(path, "{\"kernel\": {\"name\": \"python3\"}}"));
    assertThat(again.at("/kernel/id").asString()).isEqualTo(kernel);
    String other = "{\"kernel\": {\"id\": \"01234567-89ab-cdef-0123-456789abcdef\"}}";
    alice.patch(path, other).expectStatus().isBadRequest();
    alice.delete(path).expectStatus().isNoContent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"path\": \"a\"}",
        "{\"type\": \"notebook\"}",
        "{\"path\": 1, \"type\": \"notebook\"}",
        "{\"path\": \"a\", \"type\": \"notebook\", \"kernel\": 1}",
        "x"
      })
  void refusesSessionsThatMakeNoSense(String body) {
    JsonNode refusal = alice.read(alice.post("/api/sessions", body).expectStatus().isBadRequest());
    assertThat(refusal.propertyNames()).containsExactlyInAnyOrder("message", "reason");
  }

  @Test
  void tellsOfItselfAndOfWhatItHasNot() {
    assertThat(alice.read(alice.get("/api/me")).at("/identity/username").asString())
        .isEqualTo("alice");
    String kernel = start().get("id").asString();
    JsonNode status = alice.read(alice.get("/api/status"));
    assertThat(status.get("kernels").intValue()).isPositive();
    assertThat(status.get("connections").intValue()).isZero();
    assertThat(status.get("started").asString()).matches(".*T.*\\.[0-9]{6}Z");
    assertThat(status.get("last_activity").asString()).matches(".*T.*\\.[0-9]{6}Z");
    alice.delete("/api/kernels/" + kernel);
    for (String path :
        new String[] {"contents", "contents/a/b.ipynb", "terminals", "events/subscribe"}) {
      JsonNode missing = alice.read(alice.get("/api/" + path).expectStatus().isNotFound());
      assertThat(missing.propertyNames()).containsExactlyInAnyOrder("message", "reason");
      anonymous.get("/api/" + path).expectStatus().isUnauthorized();
    }
    alice.post("/api/terminals", "").expectStatus().isNotFound();
  }

  private JsonNode open(String body) {
    return alice.read(alice.post("/api/sessions", body).expectStatus().isCreated());
  }

  private JsonNode start() {
    return alice.read(alice.post("/api/kernels", "{}").expectStatus().isCreated());
  }

  private KernelClient connect(JsonNode kernel, String key) {
    HttpHeaders headers = new HttpHeaders();
    headers.setBearerAuth(Keys.text(key));
    return new KernelClient(
        anonymous.socketUri("/api/kernels/" + kernel.get("id").asString() + "/channels"), headers);
  }
}
