package io.serpentarium.service.v1.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.Session;
import io.serpentarium.service.testing.ChannelClient;
import io.serpentarium.service.testing.EventReader;
import io.serpentarium.service.testing.HttpTest;
import io.serpentarium.service.testing.ScriptedExecution;
import io.serpentarium.service.testing.SlowReader;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

class ChannelTest extends HttpTest {

  private static final String BUSY = "{\"type\":\"status\",\"state\":\"busy\"}";
  private static final String IDLE = "{\"type\":\"status\",\"state\":\"idle\"}";

  private String session;

  @BeforeEach
  void makeSession() {
    session = api.session();
  }

  @Test
  void tellsAnExecutionFromBusyToIdle() {
    try (ChannelClient channel = open()) {
      assertThat(channel.subprotocol()).isEqualTo("serpentarium.v1+json");
      assertThat(channel.next()).isEqualTo(IDLE);
      channel.execute("c1", "print a\nerror b\nvalue 1");
      assertThat(channel.next()).isEqualTo(BUSY);
      assertThat(channel.next()).isEqualTo("{\"type\":\"stdout\",\"id\":\"c1\",\"data\":\"a\\n\"}");
      assertThat(channel.next()).isEqualTo("{\"type\":\"stderr\",\"id\":\"c1\",\"data\":\"b\\n\"}");
      assertThat(channel.next())
          .startsWith("{\"type\":\"result\",\"id\":\"c1\",\"execution\":{\"id\":\"exe_")
          .contains("\"result\":\"1\"");
      assertThat(channel.next()).isEqualTo(IDLE);
    }
  }

  @Test
  void executesOneAfterAnother() {
    try (ChannelClient channel = open()) {
      for (int i = 0; i < 100; i++) {
        channel.execute("c" + i, "value " + i);
        assertThat(channel.next("result").at("/execution/result").stringValue()).isEqualTo("" + i);
      }
    }
  }

  @Test
  void feedsAProgramThatReads() {
    try (ChannelClient channel = open()) {
      channel.execute("c1", "input Name: \ninput ");
      assertThat(channel.next("input_request").toString())
          .isEqualTo("{\"type\":\"input_request\",\"id\":\"c1\",\"prompt\":\"Name: \"}");
      channel.send("{\"type\":\"stdin\",\"data\":\"William\\n\"}");
      assertThat(channel.next("stdout").get("data").stringValue()).isEqualTo("William\n");
      channel.next("input_request");
      channel.send("{\"type\":\"eof\"}");
      assertThat(channel.next("result").at("/execution/error/name").stringValue())
          .isEqualTo("EOFError");
    }
  }

  @Test
  void tellsWhatIsDisplayed() {
    try (ChannelClient channel = open()) {
      channel.execute(
          "c1",
          "display {\"is\": \"display\", \"data\": {\"text/html\": \"<b>\"}, \"id\": \"d\"}\n"
              + "display nonsense\ndisplay {\"is\": \"clear\"}");
      assertThat(channel.next("display").toString())
          .isEqualTo(
              "{\"type\":\"display\",\"id\":\"c1\",\"data\":{\"text/html\":\"<b>\"},"
                  + "\"metadata\":{},\"display_id\":\"d\",\"update\":false}");
      assertThat(channel.next("clear_output").toString())
          .isEqualTo("{\"type\":\"clear_output\",\"id\":\"c1\",\"wait\":false}");
      assertThat(channel.next("result").at("/execution/displays").isEmpty()).isTrue();
    }
  }

  @Test
  void interrupts() {
    try (ChannelClient channel = open()) {
      channel.execute("c1", "wait");
      assertThat(channel.next()).isEqualTo(IDLE);
      assertThat(channel.next()).isEqualTo(BUSY);
      channel.send("{\"type\":\"interrupt\"}");
      assertThat(channel.next("result").at("/execution/status").stringValue())
          .isEqualTo("interrupted");
    }
  }

  @Test
  void refusesASecondExecutionByItsId() {
    try (ChannelClient channel = open()) {
      channel.execute("c1", "wait").execute("c2", "print x");
      assertThat(channel.next("error").toString())
          .contains("\"code\":\"session_busy\"", "\"id\":\"c2\"");
      channel.send("{\"type\":\"interrupt\"}");
      assertThat(channel.next("result").get("id").stringValue()).isEqualTo("c1");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ | malformed_json",
        "'' | malformed_json",
        "{} {} | malformed_json",
        "[] | validation",
        "{} | validation",
        "{\"type\": 1} | validation",
        "{\"type\": \"dance\"} | validation",
        "{\"type\": \"execute\", \"code\": \"\"} | validation",
        "{\"type\": \"execute\", \"id\": 1, \"code\": \"\"} | validation",
        "{\"type\": \"execute\", \"id\": \"a\", \"code\": \"\", \"stdin\": \"\"} | validation",
        "{\"type\": \"interrupt\", \"id\": \"a\"} | validation",
        "{\"type\": \"stdin\"} | validation",
        "{\"type\": \"stdin\", \"data\": \"x\"} | not_running",
        "{\"type\": \"eof\"} | not_running",
        "{\"type\": \"interrupt\"} | not_running"
      })
  void staysOpenAfterAFrameItCannotUse(String frame, String code) {
    try (ChannelClient channel = open()) {
      channel.send(frame);
      var error = channel.next("error");
      assertThat(error.get("code").stringValue()).isEqualTo(code);
      assertThat(error.get("detail").stringValue()).isNotEmpty();
      channel.execute("c1", "value 1");
      channel.next("result");
    }
  }

  @Test
  void refusesBinaryFrames() {
    try (ChannelClient channel = open()) {
      channel.send(new byte[] {1, 2});
      assertThat(channel.next("error").get("code").stringValue()).isEqualTo("malformed_json");
      channel.execute("c1", "value 1");
      channel.next("result");
    }
  }

  @Test
  void refusesTooMuchCode() {
    try (ChannelClient channel = open()) {
      channel.execute("c1", "x".repeat((100 << 10) + 1));
      assertThat(channel.next("error").get("code").stringValue()).isEqualTo("code_too_large");
    }
  }

  @Test
  void closesOnTooLargeAFrame() {
    try (ChannelClient channel = open()) {
      channel.send("x".repeat((256 << 10) + 1));
      assertThat(channel.closeStatus().getCode()).isEqualTo(1009);
    }
  }

  @Test
  void tellsWhatOthersExecute() {
    try (ChannelClient channel = open()) {
      assertThat(channel.next()).isEqualTo(IDLE);
      try (EventReader events =
          new EventReader(api, session, "{\"code\": \"input \", \"stdin_open\": true}")) {
        assertThat(events.next()).startsWith("started");
        assertThat(channel.next()).isEqualTo(BUSY);
        try (ChannelClient later = open()) {
          assertThat(later.next()).isEqualTo(BUSY);
          later.send("{\"type\":\"stdin\",\"data\":\"x\\n\"}");
          assertThat(later.next()).isEqualTo(IDLE);
        }
        assertThat(channel.next()).isEqualTo(IDLE);
      }
    }
  }

  @Test
  void interruptsWhatAClientLeaves() {
    try (ChannelClient channel = open()) {
      channel.execute("c1", "wait");
      Awaitility.await().until(() -> sandbox.latest().state() == Session.State.BUSY);
    }
    Awaitility.await().until(() -> sandbox.latest().state() == Session.State.IDLE);
    assertThat(latest().wasInterrupted()).isTrue();
  }

  @Test
  void closesWhenTheSessionIsDeleted() {
    try (ChannelClient channel = open()) {
      assertThat(channel.next()).isEqualTo(IDLE);
      api.delete(session).expectStatus().isNoContent();
      assertThat(channel.closeStatus().getCode()).isEqualTo(1000);
    }
  }

  @Test
  void closesWhenTheSessionExpires() {
    try (ChannelClient channel = open()) {
      assertThat(channel.next()).isEqualTo(IDLE);
      clock.advance(Duration.ofMinutes(31));
      assertThat(channel.closeStatus().getCode()).isEqualTo(1000);
    }
  }

  @Test
  void acceptsWhoOffersNoSubprotocol() {
    try (ChannelClient channel = new ChannelClient(uri(""), new HttpHeaders())) {
      assertThat(channel.subprotocol()).isEmpty();
      assertThat(channel.next()).isEqualTo(IDLE);
    }
  }

  @Test
  void choosesItsSubprotocolAmongOthers() {
    try (ChannelClient channel =
        new ChannelClient(uri(""), new HttpHeaders(), "other", "serpentarium.v1+json")) {
      assertThat(channel.subprotocol()).isEqualTo("serpentarium.v1+json");
    }
  }

  @Test
  void takesATicketOnce() {
    String query = "?ticket=" + ticket();
    try (ChannelClient channel = new ChannelClient(uri(query))) {
      assertThat(channel.next()).isEqualTo(IDLE);
    }
    assertThatThrownBy(() -> new ChannelClient(uri(query))).hasMessageContaining("401");
  }

  @Test
  void refusesAStaleTicketAndThatOfAnotherSession() {
    String ticket = ticket();
    String other = api.session();
    assertThatThrownBy(() -> new ChannelClient(api.socketUri(other + "/channel?ticket=" + ticket)))
        .hasMessageContaining("401");
    clock.advance(Duration.ofSeconds(30));
    assertThatThrownBy(() -> new ChannelClient(uri("?ticket=" + ticket)))
        .hasMessageContaining("401");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, 404, session_not_found, /v1/sessions/ses_1/channel, 13, http://127.0.0.1:",
    "GET, 403, origin_not_allowed, '', 13, http://evil.example:",
    "GET, 403, origin_not_allowed, '', 13, http://127.0.0.1:1",
    "GET, 401, ticket_invalid, '?ticket=tkt_1', 13, http://127.0.0.1:",
    "GET, 426, upgrade_required, '', 12, http://127.0.0.1:",
    "POST, 405, method_not_allowed, '', 13, http://127.0.0.1:"
  })
  void answersWithAProblemBeforeTheUpgrade(
      String method, int status, String code, String path, String version, String origin)
      throws IOException {
    String target = path.startsWith("/") ? path : session + "/channel" + path;
    String answer = handshake(method, target, version, origin + port);
    assertThat(answer)
        .startsWith("HTTP/1.1 " + status)
        .contains("application/problem+json", "\"code\":\"" + code + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "file://", "garbage", "http://"})
  void refusesOriginsThatAreNone(String origin) throws IOException {
    assertThat(handshake("GET", session + "/channel", "13", origin)).startsWith("HTTP/1.1 403");
  }

  @Test
  void refusesForeignPagesEverywhere() {
    api.expectProblem(
        api.client()
            .post()
            .uri(api.uri("/v1/sessions"))
            .header(HttpHeaders.ORIGIN, "https://evil.example")
            .exchange(),
        403,
        "origin_not_allowed");
  }

  @Test
  void asksForAnUpgrade() {
    api.expectProblem(
        api.get(session + "/channel").expectHeader().valueEquals("Upgrade", "websocket"),
        426,
        "upgrade_required");
  }

  @Test
  void holdsBackAProgramWhoseReaderIsSlow() throws IOException {
    int lines = 30_000;
    try (SlowReader client = new SlowReader(port)) {
      client.send(request("GET", session + "/channel", "13", "http://127.0.0.1:" + port, ""));
      client.readUntil("\"idle\"}");
      client.sendMaskedText(
          "{\"type\":\"execute\",\"id\":\"c1\",\"code\":\"flood %d\"}".formatted(lines));
      AtomicLong before = new AtomicLong(-1);
      Awaitility.await()
          .pollInterval(Duration.ofMillis(300))
          .until(() -> before.getAndSet(written()) == written() && written() > 0);
      assertThat(written()).isLessThan(lines * 1024L / 2);
      assertThat(client.readUntil("\"status\":\"completed\"")).isGreaterThan(lines * 1024L);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0xC1, 0xA1, 0x91, 0xC9, 0x83, 0x8B})
  void endsOnReservedBitsAndOpcodes(int first) throws IOException {
    assertThat(ending(client -> client.sendMasked(first, new byte[] {'{'}))).isEqualTo(1002);
  }

  @Test
  void endsOnTextThatIsNoUtf8() throws IOException {
    assertThat(ending(client -> client.sendMasked(0x81, (byte) 0xCE, (byte) 0xED, (byte) 0xA0)))
        .isEqualTo(1007);
    assertThat(ending(client -> client.sendMasked(0x81, (byte) 0xF0, (byte) 0x9F))).isEqualTo(1007);
  }

  @Test
  void endsOnUtf8ThatBreaksInALaterFragment() throws IOException {
    assertThat(
            ending(
                client -> {
                  client.sendMasked(0x01, (byte) 0xF0, (byte) 0x9F);
                  client.sendMasked(0x89);
                  client.sendMasked(0x80, (byte) 'x');
                }))
        .isEqualTo(1007);
  }

  @Test
  void outlivesTheTimeoutOfItsRequest() {
    try (ChannelClient channel = open()) {
      assertThat(channel.next()).isEqualTo(IDLE);
      Awaitility.await()
          .during(Duration.ofSeconds(4))
          .atMost(Duration.ofSeconds(10))
          .until(channel::isOpen);
      channel.execute("c1", "value 1");
      assertThat(channel.next("result").get("id").stringValue()).isEqualTo("c1");
    }
  }

  /** What a client sends that knows no rules. */
  @FunctionalInterface
  private interface Offence {
    void commit(SlowReader client) throws IOException;
  }

  /** The status with which the server ends the connection. */
  private int ending(Offence offence) throws IOException {
    try (SlowReader client = new SlowReader(port)) {
      client.send(request("GET", session + "/channel", "13", "http://127.0.0.1:" + port, ""));
      client.readUntil("\"idle\"}");
      offence.commit(client);
      byte[] end = client.readAllBytes();
      int close = new String(end, StandardCharsets.ISO_8859_1).indexOf(0x88);
      return ByteBuffer.wrap(end).getShort(close + 2);
    }
  }

  private ChannelClient open() {
    return new ChannelClient(uri(""));
  }

  private URI uri(String query) {
    return api.socketUri(session + "/channel" + query);
  }

  private String ticket() {
    return api.read(api.send(HttpMethod.POST, session + "/tickets").expectStatus().isCreated())
        .get("ticket")
        .stringValue();
  }

  private String handshake(String method, String path, String version, String origin)
      throws IOException {
    try (SlowReader client = new SlowReader(port)) {
      client.send(request(method, path, version, origin, "Connection: close\r\n"));
      return client.readAll();
    }
  }

  private String request(String method, String path, String version, String origin, String more) {
    return """
    %s %s HTTP/1.1\r
    Host: 127.0.0.1:%d\r
    Origin: %s\r
    Upgrade: websocket\r
    Connection: Upgrade\r
    Sec-WebSocket-Version: %s\r
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
    %s\r
    """
        .formatted(method, path, port, origin, version, more);
  }

  private long written() {
    ScriptedExecution execution = sandbox.latest().latest();
    return execution == null ? -1 : execution.written();
  }

  private ScriptedExecution latest() {
    return Objects.requireNonNull(sandbox.latest().latest());
  }
}
