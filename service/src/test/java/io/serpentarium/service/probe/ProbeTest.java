package io.serpentarium.service.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ProbeTest {

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private HttpServer server;
  private String base;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    base = "http://127.0.0.1:" + server.getAddress().getPort();
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void isContentWithAnAnswer() {
    server.createContext("/readyz", exchange -> answer(exchange, 200, ""));
    assertThat(probe("ready", base + "/readyz")).isZero();
  }

  @Test
  void isNotContentWithAnError() {
    server.createContext("/readyz", exchange -> answer(exchange, 503, "{}"));
    assertThat(probe("ready", base + "/readyz")).isEqualTo(1);
  }

  @Test
  void hasPythonRunWithTheKey() {
    server.createContext("/v1/executions", ProbeTest::execute);
    assertThat(probe("run", base)).isZero();
  }

  @Test
  void waitsForTemplatesAndImportsAllPackages() {
    AtomicInteger asked = new AtomicInteger();
    List<String> programs = new CopyOnWriteArrayList<>();
    server.createContext(
        "/v1/templates",
        exchange ->
            answer(exchange, 200, "{\"ready\":%s}".formatted(asked.getAndIncrement() >= 2)));
    server.createContext(
        "/v1/info",
        exchange ->
            answer(
                exchange,
                200,
                """
                {"name":"x","packages":[{"name":"numpy","version":"2","modules":["numpy"]},{"name":"none","modules":[]},
                {"name":"attrs","modules":["attr","attrs"]}],"z":[{"name":"no","packages":[{"modules":["no"]}]}]}"""));
    server.createContext(
        "/v1/executions",
        exchange -> {
          programs.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          answer(exchange, 200, "{\"stdout\":\"42\\n\"}");
        });
    assertThat(probe("packages", base)).isZero();
    assertThat(asked).hasValue(3);
    assertThat(programs).hasSize(2);
    JsonNode sides = JsonMapper.shared().readTree(programs.getFirst());
    assertThat(sides.path("code").asString()).contains("import glob").endsWith("\nprint(6 * 7)");
    assertThat(programs.getLast())
        .contains("\"import numpy\\nimport attr\\nimport attrs\\nprint(6 * 7)\"");
  }

  @Test
  void wantsTheRightResult() {
    server.createContext("/v1/executions", exchange -> answer(exchange, 200, "{\"stdout\":\"\"}"));
    assertThat(probe("run", base)).isEqualTo(1);
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("{\"stdout\":\"\"}");
  }

  @Test
  void tellsThatNobodyAnswers() {
    server.stop(0);
    assertThat(probe("run", base)).isEqualTo(1);
  }

  @Test
  void tellsHowItIsUsed() {
    assertThat(probe("run")).isEqualTo(2);
    assertThat(probe("walk", base)).isEqualTo(2);
    assertThat(probe("ready", "no address")).isEqualTo(1);
  }

  private int probe(String... arguments) {
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    return new Probe(Map.of(Probe.KEY, "k1"), out).run(List.of(arguments));
  }

  private static void execute(HttpExchange exchange) throws IOException {
    boolean good = "Bearer k1".equals(exchange.getRequestHeaders().getFirst("Authorization"));
    answer(exchange, good ? 200 : 401, "{\"stdout\":\"42\\n\"}");
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
