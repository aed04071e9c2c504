package io.serpentarium.service.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Session;
import io.serpentarium.service.testing.ChannelClient;
import io.serpentarium.service.testing.HttpTest;
import io.serpentarium.service.testing.SlowReader;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.context.TestPropertySource;

/** Clients that are gone without having closed their connections. */
@TestPropertySource(properties = {"serpentarium.silence=4s", "serpentarium.answer-timeout=4s"})
@ExtendWith(OutputCaptureExtension.class)
class GoneClientsTest extends HttpTest {

  private static final String WAIT = "{\"type\":\"execute\",\"id\":\"1\",\"code\":\"wait\"}";

  @Test
  void aChannelThatAnswersNoPingIsClosed() throws IOException {
    String session = api.session();
    try (SlowReader client = upgraded(session + "/channel", "\"idle\"}")) {
      client.sendMaskedText(WAIT);
      awaitState(Session.State.BUSY);
      assertThat(client.readAll()).contains("not even a pong");
    }
    awaitState(Session.State.IDLE);
  }

  @Test
  void aTerminalThatAnswersNoPingIsClosed() throws IOException {
    try (SlowReader client = upgraded(api.session() + "/terminal", "\"setup\"")) {
      assertThat(client.readAll()).contains("not even a pong");
    }
  }

  @Test
  void oneThatAnswersPingsStays() throws IOException {
    String session = api.session();
    URI address = URI.create("ws://localhost:%d%s/channel".formatted(port, session));
    try (ChannelClient client = new ChannelClient(address)) {
      assertThat(client.next()).contains("idle");
      try (SlowReader silent = upgraded(session + "/channel", "\"idle\"}")) {
        silent.readAll();
      }
      client.send("{\"type\":\"execute\",\"id\":\"1\",\"code\":\"print here\"}");
      assertThat(client.next()).contains("busy");
    }
  }

  @Test
  void aReaderOfEventsWhoTakesNothingIsGivenUp() throws IOException {
    String session = api.session();
    try (SlowReader client = new SlowReader(port)) {
      client.post(session + "/executions", api.code("flood 30000"), "text/event-stream");
      awaitState(Session.State.BUSY);
      awaitState(Session.State.IDLE);
    }
  }

  @Test
  void oneThatBreaksOffInItsBodyIsNoFailure(CapturedOutput output) throws IOException {
    try (SlowReader client = new SlowReader(port)) {
      client.send(
          """
          POST /v1/executions HTTP/1.1\r
          Host: localhost\r
          Content-Type: application/json\r
          Content-Length: 100000\r
          Expect: 100-continue\r
          \r
          """);
      client.readUntil("100 Continue");
      client.send("{");
      client.reset();
    }
    Awaitility.await().until(output::getOut, told -> told.contains("POST /v1/executions 499"));
    assertThat(output).doesNotContain(" ERROR ");
  }

  private void awaitState(Session.State state) {
    Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> sandbox.latest().state() == state);
  }

  private SlowReader upgraded(String path, String greeting) throws IOException {
    SlowReader client = new SlowReader(port);
    client.upgrade(path);
    client.readUntil(greeting);
    return client;
  }
}
