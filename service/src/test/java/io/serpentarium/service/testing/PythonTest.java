package io.serpentarium.service.testing;

import io.serpentarium.service.ServiceApplication;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.webtestclient.autoconfigure.AutoConfigureWebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** The ground of tests of the whole service with the real Python, seen over HTTP only. */
@SpringBootTest(
    classes = ServiceApplication.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "management.server.port=0",
      "serpentarium.pool.size=2",
      "serpentarium.extensions-ahead=false",
      "serpentarium.sessions.stream-patience=500ms"
    })
@AutoConfigureWebTestClient(timeout = "60s")
public abstract class PythonTest {

  @LocalServerPort protected int port;
  @LocalManagementPort protected int managementPort;
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

  /** The state that a session shows. */
  protected String state(String session) {
    return api.read(api.get(session)).get("state").stringValue();
  }

  /** The value of a cell's last expression. */
  protected String value(String session, String code) {
    JsonNode execution = api.execute(session, code);
    return execution.get("result").asString(execution.toString());
  }
}
