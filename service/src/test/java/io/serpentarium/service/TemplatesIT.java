package io.serpentarium.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.PythonTest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Sessions and programs that start from what the operator had imported. */
@TestPropertySource(
    properties = {
      "serpentarium.templates.data=sqlite3,statistics",
      "serpentarium.templates.broken=does_not_exist"
    })
class TemplatesIT extends PythonTest {

  private static final String LOADED =
      "import sys; print('sqlite3' in sys.modules, 'sqlite3' in globals())";

  @Test
  void sessionsStartFromATemplate() {
    String session = api.session("{\"template\": \"data\"}");
    assertThat(stdout(api.execute(session, LOADED))).isEqualTo("True False\n");
    String plain = api.session("{\"template\": \"python\"}");
    assertThat(stdout(api.execute(plain, LOADED))).isEqualTo("False False\n");
  }

  @Test
  void programsStartFromTheTemplateThatTheyName() {
    assertThat(stdout(run(LOADED, ", \"template\": \"data\""))).isEqualTo("True False\n");
    assertThat(stdout(run(LOADED, ""))).isEqualTo("False False\n");
  }

  @Test
  void programsStartFromTheTemplateOfTheirImports() {
    awaitReady();
    String code = "import sys; had = 'statistics' in sys.modules\\nimport sqlite3\\nprint(had)";
    assertThat(stdout(run(code, ""))).isEqualTo("True\n");
    assertThat(stdout(run(code, ", \"template\": \"python\""))).isEqualTo("False\n");
  }

  @Test
  void twoSessionsOfATemplateShareNothing() {
    String first = api.session("{\"template\": \"data\"}");
    api.execute(first, "import statistics; statistics.mark = 1");
    String second = api.session("{\"template\": \"data\"}");
    String code = "import statistics, random; print(hasattr(statistics, 'mark'))";
    assertThat(stdout(api.execute(second, code))).isEqualTo("False\n");
    String random = "import random; print(random.random())";
    assertThat(stdout(api.execute(first, random)))
        .isNotEqualTo(stdout(api.execute(second, random)));
  }

  @Test
  void listsThemAll() {
    awaitReady();
    JsonNode items = api.read(api.get("/v1/templates").expectStatus().isOk()).required("items");
    assertThat(items.get(0).propertyNames()).containsExactly("name", "packages", "ready");
    assertThat(items.findValuesAsString("name")).startsWith("python").contains("data", "broken");
    assertThat(ready("broken")).isFalse();
  }

  @Test
  void refusesOneThatDoesNotExistAndTwoStarts() {
    api.expectProblem(
        api.post("/v1/sessions", "{\"template\": \"cobol\"}"), 404, "template_not_found");
    api.expectProblem(
        api.post("/v1/executions", "{\"code\": \"1\", \"template\": \"cobol\"}"),
        404,
        "template_not_found");
    api.expectProblem(
        api.post("/v1/sessions", "{\"template\": \"data\", \"snapshot_id\": \"snp_1\"}"),
        400,
        "validation");
  }

  private void awaitReady() {
    Awaitility.await().until(() -> ready("data"));
  }

  private boolean ready(String name) {
    for (JsonNode item : api.read(api.get("/v1/templates")).required("items")) {
      if (item.get("name").stringValue().equals(name)) {
        return item.get("ready").booleanValue();
      }
    }
    return false;
  }

  private JsonNode run(String code, String more) {
    String body = "{\"code\": \"%s\"%s}".formatted(code, more);
    return api.read(api.post("/v1/executions", body).expectStatus().isOk());
  }

  private static String stdout(JsonNode execution) {
    return execution.get("stdout").stringValue();
  }
}
