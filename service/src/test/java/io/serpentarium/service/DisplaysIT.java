package io.serpentarium.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.ChannelClient;
import io.serpentarium.service.testing.EventReader;
import io.serpentarium.service.testing.PythonTest;
import java.net.URI;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the real Python displays in plain sessions. */
class DisplaysIT extends PythonTest {

  private static final String SHOW =
      """
      from IPython.display import HTML, display, clear_output
      h = display(HTML('<b>'), display_id='d')
      h.update(HTML('<i>'))
      print('on', end='')
      """;

  @Test
  void anExecutionHasWhatItShowsInTheEnd() {
    String session = api.session();
    JsonNode execution = api.execute(session, SHOW + "1 + 1");
    assertThat(execution.get("displays").size()).as(execution.toString()).isEqualTo(1);
    JsonNode shown = execution.get("displays").get(0);
    assertThat(shown.get("display_id").stringValue()).isEqualTo("d");
    assertThat(shown.get("data").get("text/html").stringValue()).isEqualTo("<i>");
    assertThat(execution.get("stdout").stringValue()).isEqualTo("on");
    assertThat(execution.get("result").stringValue()).isEqualTo("2");
    assertThat(api.execute(session, "display('again')").get("displays").size()).isEqualTo(1);
  }

  @Test
  void streamsTellOfItInOrder() {
    try (EventReader events =
        new EventReader(api, api.session(), api.code(SHOW + "clear_output(wait=True)"))) {
      assertThat(events.next()).startsWith("started");
      assertThat(events.next()).startsWith("display").contains("<b>", "\"update\":false");
      assertThat(events.next()).startsWith("display").contains("<i>", "\"update\":true");
      assertThat(events.next()).isEqualTo("stdout {\"data\":\"on\"}");
      assertThat(events.next()).isEqualTo("clear_output {\"wait\":true}");
      assertThat(events.next()).startsWith("result");
    }
  }

  @Test
  void channelsTellOfIt() {
    URI address = URI.create("ws://localhost:%d%s/channel".formatted(port, api.session()));
    try (ChannelClient channel = new ChannelClient(address)) {
      channel.execute("c1", SHOW);
      assertThat(channel.next("display").get("data").get("text/html").stringValue())
          .isEqualTo("<b>");
    }
  }

  @Test
  void itIsThereOnlyForCodeThatNamesItAndCountsAsOneWithIt() {
    String session = api.session("{\"history\": 2}");
    api.execute(session, "x = 1");
    assertThat(api.execute(session, "display('x')").at("/error/name").stringValue())
        .isEqualTo("NameError");
    api.execute(session, "import IPython; x = 2");
    api.post(session + "/undo", "{\"executions\": 1}").expectStatus().isOk();
    assertThat(value(session, "x, 'IPython' in __import__('sys').modules")).isEqualTo("(1, False)");
  }

  @Test
  void tracebacksAreThoseOfTheCode() {
    String session = api.session();
    String plain = traceback(session, "import sys\n1/0");
    assertThat(traceback(session, "import IPython\n1/0")).isEqualTo(plain);
  }

  /** The traceback, without the number of the cell. */
  private String traceback(String session, String code) {
    return api.execute(session, code)
        .at("/error/traceback")
        .stringValue()
        .replaceAll("input-\\d+", "input");
  }
}
