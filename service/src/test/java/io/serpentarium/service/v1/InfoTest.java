package io.serpentarium.service.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.HttpTest;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class InfoTest extends HttpTest {

  @Test
  void namesThePackagesThatProgramsCanImport() {
    JsonNode packages = api.read(api.get("/v1/info").expectStatus().isOk()).required("packages");
    assertThat(packages).hasSize(1);
    assertThat(packages.get(0).propertyNames()).containsExactly("name", "version", "modules");
    assertThat(packages.at("/0/name").stringValue()).isEqualTo("six");
    assertThat(packages.at("/0/version").stringValue()).isEqualTo("1.17.0");
    assertThat(packages.at("/0/modules/0").stringValue()).isEqualTo("six");
  }

  @Test
  void namesTheTemplatesAsTheirOwnListDoes() {
    JsonNode templates = api.read(api.get("/v1/info")).required("templates");
    assertThat(templates).isEqualTo(api.read(api.get("/v1/templates")).required("items"));
    assertThat(templates.at("/0/name").stringValue()).isEqualTo("python");
    assertThat(templates.at("/0/ready").booleanValue()).isTrue();
  }

  @Test
  void tellsWhatKeepsGuestsApart() {
    JsonNode info = api.read(api.get("/v1/info"));
    assertThat(info.get("isolation").stringValue()).isEqualTo("none");
    assertThat(info.get("confinement").stringValue()).isIn("none", "seccomp");
  }
}
