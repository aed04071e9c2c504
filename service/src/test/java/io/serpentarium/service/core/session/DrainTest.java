package io.serpentarium.service.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serpentarium.service.ServiceApplication;
import io.serpentarium.service.testing.Api;
import io.serpentarium.service.testing.ChannelClient;
import io.serpentarium.service.testing.ScriptedConfiguration;
import io.serpentarium.service.testing.SlowReader;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.netty.http.client.HttpClient;
import tools.jackson.databind.JsonNode;

/** A node that stops: what SIGTERM does, from the moment at which the JVM hears of it. */
class DrainTest {

  private static final int GOING_AWAY = 1001;
  private static final Duration LONG = Duration.ofSeconds(20);

  @Test
  void letsWhatRunsEndAndSaysGoodbyeToAllOthers() {
    try (Node node = new Node("20s")) {
      String running = node.api.session();
      String idle = node.api.session();
      try (ChannelClient busy = node.open(running, "channel");
          ChannelClient channel = node.open(idle, "channel");
          ChannelClient terminal = node.open(idle, "terminal")) {
        busy.execute("c1", "input more");
        busy.next("input_request");
        node.stop();
        assertThat(channel.closeStatus().getCode()).isEqualTo(GOING_AWAY);
        assertThat(terminal.closeStatus().getCode()).isEqualTo(GOING_AWAY);
        await().until(() -> node.ready() == 503);
        busy.send("{\"type\":\"stdin\",\"data\":\"done\\n\"}");
        assertThat(result(busy).get("stdout").stringValue()).isEqualTo("moredone\n");
        assertThat(busy.closeStatus().getCode()).isEqualTo(GOING_AWAY);
      }
    }
  }

  @Test
  void interruptsAtTheLimit() {
    try (Node node = new Node("200ms")) {
      String one = node.api.session();
      String other = node.api.session();
      String third = node.api.session();
      try (ChannelClient channel = node.open(one, "channel");
          ChannelClient terminal = node.open(other, "terminal");
          ChannelClient stubborn = node.open(third, "channel")) {
        channel.execute("c1", "print runs\nwait");
        channel.next("stdout");
        stubborn.execute("c1", "print runs\nstubborn");
        stubborn.next("stdout");
        terminal.next();
        terminal.next();
        terminal.send("[\"stdin\",\"run wait\"]");
        assertThat(terminal.next()).isEqualTo("[\"stdout\",\"runs\\n\"]");
        node.stop();
        assertThat(result(channel).get("status").stringValue()).isEqualTo("interrupted");
        assertThat(terminal.next()).isEqualTo("[\"stdout\",\">>> \"]");
        assertThat(channel.closeStatus().getCode()).isEqualTo(GOING_AWAY);
        assertThat(terminal.closeStatus().getCode()).isEqualTo(GOING_AWAY);
        assertThat(stubborn.closeStatus().getCode()).isEqualTo(GOING_AWAY);
      }
    }
  }

  @Test
  void startsNothingAnyMore() {
    try (Node node = new Node("20s")) {
      String running = node.api.session();
      String idle = node.api.session();
      try (ChannelClient busy = node.open(running, "channel");
          ChannelClient channel = node.open(idle, "channel")) {
        busy.execute("c1", "print runs\nwait");
        busy.next("stdout");
        node.stop();
        assertThat(channel.closeStatus().getCode()).isEqualTo(GOING_AWAY);
        busy.execute("c2", "print x");
        assertThat(busy.next("error").get("code").stringValue()).isEqualTo("node_saturated");
        busy.send("{\"type\":\"interrupt\"}");
        assertThat(result(busy).get("status").stringValue()).isEqualTo("interrupted");
        assertThat(busy.closeStatus().getCode()).isEqualTo(GOING_AWAY);
      }
    }
  }

  @Test
  void tellsNewClientsToComeLaterWhileSomethingRuns() {
    try (Node node = new Node("20s")) {
      try (ChannelClient busy = node.open(node.api.session(), "channel")) {
        busy.execute("c1", "print runs\nwait");
        busy.next("stdout");
        node.stop();
        await().until(() -> node.ready() == 503);
        Api newcomer = node.newcomer();
        newcomer.expectProblem(newcomer.post("/v1/sessions", "{}"), 503, "node_saturated");
        newcomer
            .post("/v1/executions", newcomer.code("print x"))
            .expectStatus()
            .isEqualTo(503)
            .expectHeader()
            .exists("Retry-After");
        busy.send("{\"type\":\"interrupt\"}");
        assertThat(result(busy).get("status").stringValue()).isEqualTo("interrupted");
      }
    }
  }

  @Test
  void endsEachConnectionWithTheNextAnswerWhileSomethingRuns() throws IOException {
    try (Node node = new Node("20s")) {
      try (ChannelClient busy = node.open(node.api.session(), "channel");
          SlowReader client = new SlowReader(node.port("local.server.port"))) {
        busy.execute("c1", "print runs\nwait");
        busy.next("stdout");
        client.send("GET /v1/nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n");
        client.readUntil("404");
        node.stop();
        await().until(() -> node.ready() == 503);
        client.send("GET /v1/nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(client.readAll()).containsIgnoringCase("connection: close");
        busy.send("{\"type\":\"interrupt\"}");
      }
    }
  }

  private static JsonNode result(ChannelClient channel) {
    return channel.next("result").get("execution");
  }

  /** A node of its own, which has stopped when this is closed. */
  private static final class Node implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final WebTestClient client = WebTestClient.bindToServer().responseTimeout(LONG).build();
    private final Api api;
    private final Thread stopping;

    Node(String drain) {
      context =
          new SpringApplicationBuilder(ServiceApplication.class, ScriptedConfiguration.class)
              .run(
                  "--server.port=0",
                  "--management.server.port=0",
                  "--serpentarium.sessions.drain=" + drain);
      api = new Api(client, port("local.server.port"));
      stopping = Thread.ofPlatform().unstarted(context::close);
    }

    /** Calls it over a connection of its own. */
    Api newcomer() {
      ReactorClientHttpConnector connector =
          new ReactorClientHttpConnector(HttpClient.newConnection());
      return new Api(
          WebTestClient.bindToServer(connector).responseTimeout(LONG).build(),
          port("local.server.port"));
    }

    private int port(String property) {
      return context.getEnvironment().getRequiredProperty(property, Integer.class);
    }

    void stop() {
      stopping.start();
    }

    int ready() {
      URI ready = URI.create("http://127.0.0.1:%d/readyz".formatted(port("local.management.port")));
      HttpStatusCode status = client.get().uri(ready).exchange().returnResult().getStatus();
      return status.value();
    }

    ChannelClient open(String session, String kind) {
      return new ChannelClient(api.socketUri(session + "/" + kind));
    }

    @Override
    public void close() {
      context.close();
      await().atMost(LONG).until(() -> !stopping.isAlive());
    }
  }
}
