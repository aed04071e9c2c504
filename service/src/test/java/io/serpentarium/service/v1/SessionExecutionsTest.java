package io.serpentarium.service.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Session;
import io.serpentarium.service.testing.EventReader;
import io.serpentarium.service.testing.HttpTest;
import io.serpentarium.service.testing.ScriptedExecution;
import io.serpentarium.service.testing.SlowReader;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import tools.jackson.databind.JsonNode;

class SessionExecutionsTest extends HttpTest {

  private static final String WAIT = "{\"code\": \"wait\", \"stdin_open\": true}";

  @Test
  void answersWithTheSessionsId() {
    String session = api.session();
    JsonNode execution = api.execute(session, "print x");
    assertThat(session).endsWith(execution.get("session_id").stringValue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"code\": \"\"} | Text[text=]",
        "{\"code\": \"\", \"stdin\": \"a\"} | Text[text=a]",
        "{\"code\": \"\", \"stdin_open\": false} | Text[text=]",
        "{\"code\": \"\", \"stdin_open\": true} | Open[]"
      })
  void passesStdinOn(String body, String stdin) {
    api.post(api.session() + "/executions", body).expectStatus().isOk();
    assertThat(Objects.requireNonNull(sandbox.latest().lastRequest()).stdin().toString())
        .isEqualTo(stdin);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"code\": \"\", \"stdin\": \"\", \"stdin_open\": true} | /stdin_open",
        "{\"code\": \"\", \"stdin_open\": 1} | /stdin_open",
        "{\"code\": \"\", \"args\": []} | /args",
        "{\"code\": \"\", \"queue\": 1} | /queue",
        "{\"code\": \"\", \"limits\": {\"wall_time_ms\": false}} | /limits/wall_time_ms"
      })
  void refusesBadFields(String body, String pointer) {
    api.expectProblem(api.post(api.session() + "/executions", body), 400, "validation")
        .jsonPath("$.errors[0].pointer")
        .isEqualTo(pointer);
  }

  @Test
  void narrowsLimits() {
    api.post(api.session() + "/executions", "{\"code\": \"\", \"limits\": {\"wall_time_ms\": 5}}")
        .expectStatus()
        .isOk();
    var limits = Objects.requireNonNull(sandbox.latest().lastRequest()).limits().orElseThrow();
    assertThat(limits.wallTime()).isEqualTo(Duration.ofMillis(5));
    assertThat(limits.cpuTime()).isEqualTo(sandbox.latest().limits().cpuTime());
  }

  @Test
  void tellsEventsInOrder() {
    String session = api.session();
    try (EventReader events =
        new EventReader(api, session, api.code("print a\nerror b\nvalue 1"))) {
      assertThat(events.next()).matches("started \\{\"id\":\"exe_[0-9a-f]{32}\"}");
      assertThat(events.next()).isEqualTo("stdout {\"data\":\"a\\n\"}");
      assertThat(events.next()).isEqualTo("stderr {\"data\":\"b\\n\"}");
      assertThat(events.next())
          .startsWith("result {\"id\":\"exe_")
          .contains("\"status\":\"completed\"", "\"result\":\"1\"");
    }
  }

  @Test
  void tellsWhatIsDisplayed() {
    String shown =
        "display {\"is\": \"display\", \"data\": {\"text/html\": \"<b>\"}, \"metadata\": {},"
            + " \"id\": %s, \"update\": %s}\n";
    String code =
        shown.formatted("\"d\"", "false")
            + "display nonsense\ndisplay []\ndisplay {\"is\": \"error\"}\n"
            + shown.formatted("\"d\"", "true").replace("<b>", "<i>\\ud800")
            + shown.formatted("null", "1")
            + "display {\"is\": \"display\", \"data\": 1}\n";
    String session = api.session();
    try (EventReader events =
        new EventReader(
            api, session, api.code(code + "display {\"is\": \"clear\", \"wait\": true}"))) {
      assertThat(events.next()).startsWith("started");
      assertThat(events.next())
          .isEqualTo(
              "display {\"data\":{\"text/html\":\"<b>\"},\"metadata\":{},\"display_id\":\"d\","
                  + "\"update\":false}");
      assertThat(events.next()).contains("<i>?", "\"update\":true");
      assertThat(events.next()).contains("\"display_id\":null");
      assertThat(events.next()).startsWith("display {\"data\":{},\"metadata\":{}");
      assertThat(events.next()).isEqualTo("clear_output {\"wait\":true}");
      assertThat(events.next()).startsWith("result").contains("\"displays\":[{");
    }
    assertThat(api.execute(session, code).get("displays").toString())
        .isEqualTo(
            "[{\"data\":{\"text/html\":\"<i>?\"},\"metadata\":{},\"display_id\":\"d\"},"
                + "{\"data\":{\"text/html\":\"<b>\"},\"metadata\":{},\"display_id\":null},"
                + "{\"data\":{},\"metadata\":{},\"display_id\":null}]");
    String cleared = code + "display {\"is\": \"clear\"}";
    assertThat(api.execute(session, cleared).get("displays").isEmpty()).isTrue();
  }

  @Test
  void feedsAProgramThatReads() {
    String session = api.session();
    try (EventReader events =
        new EventReader(
            api, session, "{\"code\": \"input Name: \\ninput \", \"stdin_open\": true}")) {
      assertThat(events.next()).startsWith("started");
      assertThat(events.next()).isEqualTo("stdout {\"data\":\"Name: \"}");
      assertThat(events.next()).isEqualTo("input_request {\"prompt\":\"Name: \"}");
      api.post(session + "/stdin", "{\"data\": \"William\\n\"}").expectStatus().isAccepted();
      assertThat(events.next()).isEqualTo("stdout {\"data\":\"William\\n\"}");
      assertThat(events.next()).startsWith("stdout");
      assertThat(events.next()).startsWith("input_request");
      api.post(session + "/stdin", "{\"eof\": true}").expectStatus().isAccepted();
      assertThat(events.next()).contains("EOFError");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"eof\": false}",
        "{\"data\": 1}",
        "{\"data\": \"\", \"eof\": true}",
        "{\"eof\": \"true\"}",
        "{\"date\": \"\"}"
      })
  void refusesBadStdin(String body) {
    api.expectProblem(api.post(api.session() + "/stdin", body), 400, "validation");
  }

  @Test
  void refusesStdinThatNobodyReads() {
    String session = api.session();
    api.expectProblem(api.post(session + "/stdin", "{\"data\": \"\"}"), 409, "not_running");
    api.execute(session, "print x");
    api.expectProblem(api.post(session + "/stdin", "{\"eof\": true}"), 409, "not_running");
  }

  @Test
  void refusesMoreStdinThanFits() {
    String session = api.session();
    try (EventReader events = new EventReader(api, session, WAIT)) {
      assertThat(events.next()).startsWith("started");
      String data = "{\"data\": \"%s\"}".formatted("x".repeat(40 << 10));
      api.post(session + "/stdin", data).expectStatus().isAccepted();
      api.expectProblem(
          api.post(session + "/stdin", data).expectHeader().exists("Retry-After"),
          429,
          "stdin_full");
    }
  }

  @Test
  void interrupts() {
    String session = api.session();
    assertThat(interrupt(session)).isFalse();
    try (EventReader events = new EventReader(api, session, WAIT)) {
      assertThat(events.next()).startsWith("started");
      assertThat(interrupt(session)).isTrue();
      assertThat(events.next())
          .contains("\"status\":\"interrupted\"", "\"session_state\":\"kept\"");
    }
    assertThat(api.execute(session, "print x").get("status").stringValue()).isEqualTo("completed");
  }

  @Test
  void executesOneThingAtATime() {
    String session = api.session();
    try (EventReader events = new EventReader(api, session, WAIT)) {
      assertThat(events.next()).startsWith("started");
      assertThat(api.read(api.get(session)).get("state").stringValue()).isEqualTo("busy");
      api.expectProblem(
          api.post(session + "/executions", api.code("print x")), 409, "session_busy");
      api.expectProblem(
          api.client()
              .post()
              .uri(api.uri(session + "/executions"))
              .contentType(MediaType.APPLICATION_JSON)
              .accept(MediaType.TEXT_EVENT_STREAM)
              .bodyValue(api.code("print x"))
              .exchange(),
          409,
          "session_busy");
    }
  }

  @Test
  void answersBadBodiesWithProblemsEvenWhereEventsAreWanted() {
    api.expectProblem(
        api.client()
            .post()
            .uri(api.uri(api.session() + "/executions"))
            .contentType(MediaType.APPLICATION_JSON)
            .accept(MediaType.TEXT_EVENT_STREAM)
            .bodyValue("{}")
            .exchange(),
        400,
        "validation");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/* | application/json",
        "application/json, text/event-stream | application/json",
        "text/event-stream, */*;q=0.1 | text/event-stream",
        "text/* | text/event-stream",
        "application/json;q=0.1, text/event-stream;q=0.2 | text/event-stream"
      })
  void answersAsItIsAsked(String accept, String type) {
    api.client()
        .post()
        .uri(api.uri(api.session() + "/executions"))
        .contentType(MediaType.APPLICATION_JSON)
        .header(HttpHeaders.ACCEPT, accept)
        .bodyValue(api.code("print x"))
        .exchange()
        .expectStatus()
        .isOk()
        .expectHeader()
        .contentTypeCompatibleWith(type)
        .expectBody(String.class)
        .value(body -> assertThat(body).contains("\"status\":\"completed\""));
  }

  @Test
  void interruptsWhenTheReaderOfEventsIsGone() {
    String session = api.session();
    try (EventReader events = new EventReader(api, session, WAIT)) {
      assertThat(events.next()).startsWith("started");
    }
    Awaitility.await().until(() -> sandbox.latest().state() == Session.State.IDLE);
    assertThat(latest().wasInterrupted()).isTrue();
  }

  @Test
  void interruptsWhenTheClientOfAPlainExecutionIsGone() throws IOException {
    String session = api.session();
    try (SlowReader client = new SlowReader(port)) {
      client.post(session + "/executions", api.code("wait"), "application/json");
      Awaitility.await().until(() -> sandbox.latest().state() == Session.State.BUSY);
    }
    Awaitility.await().until(() -> sandbox.latest().state() == Session.State.IDLE);
    assertThat(latest().wasInterrupted()).isTrue();
  }

  @Test
  void stopsWhatRunsInADeletedSession() {
    String session = api.session();
    CompletableFuture<JsonNode> execution =
        CompletableFuture.supplyAsync(() -> api.execute(session, "stubborn"));
    Awaitility.await().until(() -> sandbox.latest().state() == Session.State.BUSY);
    api.delete(session).expectStatus().isNoContent();
    assertThat(execution.join().get("status").stringValue()).isEqualTo("crashed");
  }

  @Test
  void sendsSignsOfLife() {
    try (EventReader events = new EventReader(api, api.session(), WAIT)) {
      assertThat(events.nextComment()).isEqualTo("heartbeat");
      assertThat(events.nextComment()).isEqualTo("heartbeat");
    }
  }

  @Test
  void holdsBackAProgramWhoseReaderIsSlow() throws IOException {
    int lines = 30_000;
    String session = api.session();
    try (SlowReader client = new SlowReader(port)) {
      client.post(session + "/executions", api.code("flood " + lines), "text/event-stream");
      AtomicLong before = new AtomicLong(-1);
      Awaitility.await()
          .pollInterval(Duration.ofMillis(300))
          .until(() -> before.getAndSet(written()) == written() && written() > 0);
      assertThat(written()).isLessThan(lines * 1024L / 2);
      assertThat(client.readUntil("event:result")).isGreaterThan(lines * 1024L);
      assertThat(written()).isEqualTo(lines * 1024L);
    }
  }

  @Test
  void aStreamThatBrokeOffGoesOn() {
    String session = api.session();
    String last;
    try (EventReader events = new EventReader(api, session, api.code("print a\nwait"))) {
      assertThat(events.next()).startsWith("started");
      assertThat(events.next()).startsWith("stdout");
      last = events.lastId();
    }
    assertThat(last).matches("exe_[0-9a-f]{32}\\.2");
    try (EventReader events = EventReader.resume(api, session, last)) {
      assertThat(interrupt(session)).isTrue();
      assertThat(events.next()).startsWith("result").contains("\"status\":\"interrupted\"");
      assertThat(events.lastId()).endsWith(".3");
    }
  }

  @Test
  void eventsCanBeFollowedAgainAfterTheEnd() {
    String session = api.session();
    String execution = ended(session);
    try (EventReader events = EventReader.follow(api, session, execution)) {
      assertThat(events.next()).startsWith("started");
      assertThat(events.next()).startsWith("stdout");
      assertThat(events.next()).startsWith("result");
    }
    clock.advance(Duration.ofSeconds(1));
    Awaitility.await()
        .pollDelay(Duration.ofMillis(300))
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () ->
                api.expectProblem(
                    api.get("%s/executions/%s/events".formatted(session, execution)),
                    409,
                    "events_gone"));
  }

  @Test
  void eventsOfAnExecutionAreNotThoseAfterAnotherOnesEvent() {
    String session = api.session();
    String execution = ended(session);
    String told =
        api.client()
            .get()
            .uri(api.uri("%s/executions/%s/events".formatted(session, execution)))
            .accept(MediaType.TEXT_EVENT_STREAM)
            .header("Last-Event-ID", "exe_" + "0".repeat(32) + ".2")
            .exchange()
            .expectBody(String.class)
            .returnResult()
            .getResponseBody();
    assertThat(told).contains("event:started", "id:" + execution + ".1", "event:result");
  }

  @Test
  void doesNotSkipEventsThatAreGone() {
    String session = api.session();
    String first;
    try (EventReader events = new EventReader(api, session, api.code("flood 200"))) {
      assertThat(events.next()).startsWith("started");
      first = events.lastId();
      while (!events.next().startsWith("result")) {}
    }
    api.expectProblem(resumeAfter(session, first), 409, "events_gone");
    api.expectProblem(resumeAfter(session, "exe_" + "0".repeat(32) + ".1"), 409, "events_gone");
    api.expectProblem(resumeAfter(session, "nonsense"), 400, "bad_request");
  }

  @Test
  void lastEventIdIsReadWhateverIsAccepted() {
    String session = api.session();
    api.expectProblem(executeAfter(session, "nonsense"), 400, "bad_request");
    executeAfter(session, "").expectStatus().isOk();
  }

  /** The id of an execution that was followed to its end. */
  private String ended(String session) {
    try (EventReader events = new EventReader(api, session, api.code("print a"))) {
      while (!events.next().startsWith("result")) {}
      return events.lastId().split("\\.", 2)[0];
    }
  }

  private ResponseSpec executeAfter(String session, String lastEvent) {
    return api.client()
        .post()
        .uri(api.uri(session + "/executions"))
        .contentType(MediaType.APPLICATION_JSON)
        .header("Last-Event-ID", lastEvent)
        .bodyValue("{\"code\": \"value 1\"}")
        .exchange();
  }

  private ResponseSpec resumeAfter(String session, String lastEvent) {
    return api.client()
        .post()
        .uri(api.uri(session + "/executions"))
        .accept(MediaType.TEXT_EVENT_STREAM)
        .header("Last-Event-ID", lastEvent)
        .exchange();
  }

  private long written() {
    ScriptedExecution execution = sandbox.latest().latest();
    return execution == null ? -1 : execution.written();
  }

  private ScriptedExecution latest() {
    return Objects.requireNonNull(sandbox.latest().latest());
  }

  private boolean interrupt(String session) {
    return api.read(api.send(HttpMethod.POST, session + "/interrupt").expectStatus().isAccepted())
        .get("delivered")
        .booleanValue();
  }
}
