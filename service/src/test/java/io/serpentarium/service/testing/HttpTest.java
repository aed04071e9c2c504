package io.serpentarium.service.testing;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** The ground of tests over HTTP; after each, every session of the registry is deleted. */
@ServiceTest
public abstract class HttpTest {

  @LocalServerPort protected int port;
  @Autowired protected ScriptedSandbox sandbox;
  @Autowired protected MutableClock clock;
  @Autowired private WebTestClient client;
  protected Api api;

  @BeforeEach
  void makeApi() {
    api = new Api(client, port);
  }

  @AfterEach
  void deleteSessions() {
    for (JsonNode session : api.read(api.get("/v1/sessions?limit=200")).get("items")) {
      api.delete("/v1/sessions/" + session.get("id").stringValue());
    }
  }
}
