package io.serpentarium.service.v1.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.service.testing.ChannelClient;
import io.serpentarium.service.testing.HttpTest;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;

class TerminalTest extends HttpTest {

  private static final String SETUP = "[\"setup\",{}]";

  private String session;

  @BeforeEach
  void makeSession() {
    session = api.session();
  }

  @Test
  void showsWhatIsTypedUntilTheTerminalEnds() {
    try (ChannelClient terminal = open()) {
      assertThat(terminal.next()).isEqualTo(SETUP);
      assertThat(terminal.next()).isEqualTo("[\"stdout\",\">>> \"]");
      terminal.send("[\"stdin\",\"1 + 1\\r\"]");
      assertThat(terminal.next()).isEqualTo("[\"stdout\",\"1 + 1\\r\"]");
      terminal.send("[\"stdin\",\"exit 3\"]");
      assertThat(terminal.next()).isEqualTo("[\"disconnect\",3]");
      assertThat(terminal.closeStatus().getReason()).isEqualTo("the terminal has ended");
    }
    try (ChannelClient terminal = open()) {
      assertThat(terminal.next()).isEqualTo(SETUP);
      assertThat(terminal.next()).isEqualTo("[\"stdout\",\">>> \"]");
    }
  }

  @Test
  void showsTheScreenAgainToWhoComesBack() {
    try (ChannelClient terminal = open()) {
      assertThat(terminal.next()).isEqualTo(SETUP);
      terminal.next();
      terminal.send("[\"stdin\",\"kept\"]");
      assertThat(terminal.next()).isEqualTo("[\"stdout\",\"kept\"]");
    }
    try (ChannelClient terminal = open()) {
      assertThat(terminal.next()).isEqualTo(SETUP);
      assertThat(terminal.next()).isEqualTo("[\"stdout\",\">>> kept\"]");
    }
  }

  @Test
  void givesTheTerminalToWhoComesLast() {
    try (ChannelClient first = open()) {
      first.next();
      first.next();
      try (ChannelClient second = open()) {
        assertThat(second.next()).isEqualTo(SETUP);
        second.next();
        assertThat(first.closeStatus().getReason()).isEqualTo("another client has the terminal");
        second.send("[\"stdin\",\"x\"]");
        assertThat(second.next()).isEqualTo("[\"stdout\",\"x\"]");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"30, 90, 30x90", "0, 90, 1x90", "-5, 999999999999, 1x1000"})
  void followsTheWindow(String rows, String columns, String shown) {
    try (ChannelClient terminal = open()) {
      terminal.next();
      terminal.next();
      terminal.send("[\"set_size\"," + rows + "," + columns + "]");
      terminal.send("[\"stdin\",\"size\"]");
      assertThat(terminal.next()).isEqualTo("[\"stdout\",\"" + shown + "\"]");
    }
  }

  @Test
  void ringsWhenTooMuchIsTyped() {
    try (ChannelClient terminal = open()) {
      terminal.next();
      terminal.next();
      terminal.send("[\"stdin\",\"full\"]");
      assertThat(terminal.next()).isEqualTo("[\"stdout\",\"\\u0007\"]");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "[\"stdin\"]",
        "[\"stdin\",1]",
        "[\"set_size\",1]",
        "[\"x\",\"y\"]"
      })
  void endsWithWhoSendsWhatIsNoFrame(String frame) {
    try (ChannelClient terminal = open()) {
      terminal.next();
      terminal.send(frame);
      assertThat(terminal.closeStatus().getCode()).isEqualTo(1007);
    }
  }

  @Test
  void endsWithTheSession() {
    try (ChannelClient terminal = open()) {
      terminal.next();
      api.send(HttpMethod.DELETE, session).expectStatus().isNoContent();
      assertThat(terminal.closeStatus().getReason()).contains("session was deleted");
    }
  }

  @Test
  void refusesWhatIsNoSessionAndNoTicket() {
    assertThatThrownBy(() -> new ChannelClient(api.socketUri("/v1/sessions/ses_1/terminal")))
        .hasMessageContaining("404");
    assertThatThrownBy(() -> new ChannelClient(uri("?ticket=tkt_1"))).hasMessageContaining("401");
  }

  private ChannelClient open() {
    return new ChannelClient(uri(""));
  }

  private URI uri(String query) {
    return api.socketUri(session + "/terminal" + query);
  }
}
