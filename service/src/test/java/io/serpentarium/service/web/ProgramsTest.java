package io.serpentarium.service.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.ScriptedSandbox;
import io.serpentarium.service.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

@ServiceTest
class ProgramsTest {

  @Autowired WebTestClient client;
  @Autowired ScriptedSandbox sandbox;

  @Test
  void answersWithEveryKeyOfAnExecution() {
    client
        .post()
        .uri("/v1/executions")
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue("{\"code\":\"print hello\\nvalue 42\"}")
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .consumeWith(r -> System.out.println(r))
        .jsonPath("$.status")
        .isEqualTo("completed");
    assertThat(sandbox.latest()).isNotNull();
  }
}
