package io.serpentarium.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.ChannelClient;
import io.serpentarium.service.testing.PythonTest;
import org.jline.builtins.ScreenTerminal;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Golden transcripts of the interactive Python, from a terminal emulator through the WebSocket. */
class TerminalIT extends PythonTest {

  private static final int ROWS = 30;
  private static final int COLUMNS = 72;

  private final JsonMapper json = JsonMapper.shared();
  private final ScreenTerminal screen = new ScreenTerminal(COLUMNS, ROWS);

  @Test
  void showsAWholeSession() {
    String session = api.session();
    try (ChannelClient terminal = open(session)) {
      awaitScreen(terminal, ">>>");
      type(terminal, "def area(r):\rreturn 3 * r * r\r\r");
      awaitScreen(terminal, "...\n>>>");
      type(terminal, "area(2)\u001b[D\u007f4\r");
      awaitScreen(terminal, "48\n>>>");
      type(terminal, "1 / 0\r");
      awaitScreen(terminal, "by zero\n>>>");
      type(terminal, "input('Who? ')\rWill\r");
      awaitScreen(terminal, "'Will'\n>>>");
      type(terminal, "unfinished\u0003");
      awaitScreen(terminal, "KeyboardInterrupt\n>>>");
      type(terminal, "are\t");
      awaitScreen(terminal, ">>> area(");
    }
    assertThat(text())
        .isEqualTo(
            """
            Python 3.13.15 on Serpentarium
            Type "help", "copyright", "credits" or "license" for more information.
            >>> def area(r):
            ...     return 3 * r * r
            ...
            >>> area(4)
            48
            >>> 1 / 0
            Traceback (most recent call last):
              File "<python-input-2>", line 1, in <module>
                1 / 0
                ~~^~~
            ZeroDivisionError: division by zero
            >>> input('Who? ')
            Who? Will
            'Will'
            >>> unfinished
            KeyboardInterrupt
            >>> area(\
            """);
    assertThat(value(session, "area(1)")).isEqualTo("3");
  }

  @Test
  void comesBackToTheScreenAndLeavesLevelByLevel() {
    String session = api.session();
    try (ChannelClient terminal = open(session)) {
      awaitScreen(terminal, ">>>");
      type(terminal, "help()\r");
      awaitScreen(terminal, "help>");
    }
    ScreenTerminal before = screen;
    try (ChannelClient terminal = open(session)) {
      assertThat(terminal.next()).isEqualTo("[\"setup\",{}]");
      assertThat(terminal.next()).contains("help> ");
      type(terminal, "\u0004");
      awaitScreen(terminal, ">>>");
      type(terminal, "\u0004");
      JsonNode last = next(terminal);
      while (!last.path(0).stringValue().equals("disconnect")) {
        last = next(terminal);
      }
      assertThat(last.path(1).intValue()).isZero();
    }
    assertThat(before.toString()).contains("help utility");
    assertThat(value(session, "1 + 1")).isEqualTo("2");
  }

  @Test
  void runsStatementsAsExecutionsOfTheSession() {
    String session = api.session();
    try (ChannelClient channel = new ChannelClient(api.socketUri(session + "/channel"));
        ChannelClient terminal = open(session)) {
      awaitStatus(channel, "idle");
      awaitScreen(terminal, ">>>");
      assertThat(state(session)).isEqualTo("idle");
      type(terminal, "n = 0\r");
      awaitScreen(terminal, ">>> n = 0\n>>>");
      type(terminal, "exec('print(\"loops\")\\nwhile True: n += 1')\r");
      awaitScreen(terminal, "\nloops");
      awaitStatus(channel, "busy");
      assertThat(state(session)).isEqualTo("busy");
      api.expectProblem(api.post(session + "/executions", api.code("n")), 409, "session_busy");
      JsonNode answer = api.read(api.post(session + "/interrupt", "{}"));
      assertThat(answer.get("delivered").booleanValue()).isTrue();
      awaitScreen(terminal, "KeyboardInterrupt\n>>>");
      awaitStatus(channel, "idle");
      assertThat(state(session)).isEqualTo("idle");
      assertThat(value(session, "n > 0")).isEqualTo("True");
      api.post(session + "/fork", "{\"count\": 1}").expectStatus().isCreated();
    }
  }

  private static void awaitStatus(ChannelClient channel, String state) {
    while (!channel.next("status").get("state").stringValue().equals(state)) {
      // the next one
    }
  }

  private ChannelClient open(String session) {
    ChannelClient terminal = new ChannelClient(api.socketUri(session + "/terminal"));
    return terminal.send("[\"set_size\"," + ROWS + "," + COLUMNS + "]");
  }

  private void type(ChannelClient terminal, String text) {
    terminal.send(json.writeValueAsString(new String[] {"stdin", text}));
  }

  private void awaitScreen(ChannelClient terminal, String end) {
    while (!text().endsWith(end)) {
      JsonNode frame = next(terminal);
      if (frame.path(0).stringValue().equals("stdout")) {
        screen.write(frame.path(1).stringValue());
      }
    }
  }

  private JsonNode next(ChannelClient terminal) {
    return json.readTree(terminal.next());
  }

  private String text() {
    StringBuilder lines = new StringBuilder();
    screen.toString().lines().map(String::stripTrailing).forEach(l -> lines.append(l).append('\n'));
    return lines.toString().stripTrailing();
  }
}
