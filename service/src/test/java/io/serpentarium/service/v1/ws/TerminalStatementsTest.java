package io.serpentarium.service.v1.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.serpentarium.sandbox.Session;
import io.serpentarium.service.testing.ChannelClient;
import io.serpentarium.service.testing.HttpTest;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A statement on the terminal is an execution as any other; waiting at the prompt is none. */
@ExtendWith(OutputCaptureExtension.class)
class TerminalStatementsTest extends HttpTest {

  private static final String BUSY = "{\"type\":\"status\",\"state\":\"busy\"}";
  private static final String IDLE = "{\"type\":\"status\",\"state\":\"idle\"}";

  @Autowired private MeterRegistry meters;
  private String session;

  @BeforeEach
  void makeSession() {
    session = api.session();
  }

  @Test
  void keepsTheSessionBusyUntilItIsInterrupted() {
    long before = interrupted();
    try (ChannelClient channel = new ChannelClient(api.socketUri(session + "/channel"));
        ChannelClient terminal = open()) {
      assertThat(channel.next()).isEqualTo(IDLE);
      run(terminal, "wait");
      assertThat(terminal.next()).isEqualTo("[\"stdout\",\"runs\\n\"]");
      assertThat(channel.next()).isEqualTo(BUSY);
      assertThat(state()).isEqualTo("busy");
      api.expectProblem(
          api.post(session + "/executions", api.code("print x")), 409, "session_busy");
      api.expectProblem(api.post(session + "/stdin", "{\"data\": \"x\"}"), 409, "not_running");
      assertThat(api.read(api.post(session + "/interrupt", "{}")).get("delivered").booleanValue())
          .isTrue();
      assertThat(terminal.next()).isEqualTo("[\"stdout\",\">>> \"]");
      assertThat(channel.next()).isEqualTo(IDLE);
    }
    await().until(this::state, "idle"::equals);
    assertThat(interrupted()).isEqualTo(before + 1);
    api.execute(session, "print x");
  }

  @Test
  void keepsTheSessionFromExpiring() {
    try (ChannelClient terminal = open()) {
      run(terminal, "wait");
      terminal.next();
      clock.advance(Duration.ofDays(1));
      assertThat(state()).isEqualTo("busy");
      api.post(session + "/interrupt", "{}").expectStatus().isAccepted();
      assertThat(terminal.next()).isEqualTo("[\"stdout\",\">>> \"]");
      await().until(this::state, "idle"::equals);
    }
  }

  @Test
  void isNoneAtThePrompt() {
    try (ChannelClient terminal = open()) {
      terminal.send("[\"stdin\",\"x\"]");
      terminal.next();
      await().until(this::state, "idle"::equals);
      api.post(session + "/fork", "{\"count\": 1}").expectStatus().isCreated();
      assertThat(api.read(api.post(session + "/interrupt", "{}")).get("delivered").booleanValue())
          .isFalse();
    }
  }

  @Test
  void takesTheSessionWithItWhenItCrashes() {
    try (ChannelClient terminal = open()) {
      run(terminal, "crash");
      await().until(() -> sandbox.latest().state() == Session.State.CLOSED);
      await().untilAsserted(() -> api.expectProblem(api.get(session), 410, "session_lost"));
    }
  }

  @Test
  void standsInTheAuditTrail(CapturedOutput output) {
    try (ChannelClient terminal = open()) {
      run(terminal, "print top-secret");
      assertThat(terminal.next()).isEqualTo("[\"stdout\",\"runs\\n\"]");
    }
    String id = session.substring(session.lastIndexOf('/') + 1);
    await()
        .untilAsserted(
            () -> assertThat(output.getOut()).contains("session.run by local on " + id + ": 200"));
    assertThat(output).doesNotContain("top-secret");
  }

  private ChannelClient open() {
    ChannelClient terminal = new ChannelClient(api.socketUri(session + "/terminal"));
    terminal.next();
    terminal.next();
    return terminal;
  }

  private static void run(ChannelClient terminal, String script) {
    terminal.send("[\"stdin\",\"run " + script + "\"]");
  }

  private String state() {
    return api.read(api.get(session)).get("state").stringValue();
  }

  private long interrupted() {
    return meters.get("serpentarium.executions").tag("status", "interrupted").timer().count();
  }
}
