package io.serpentarium.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.core.kernel.DisplayLoader;
import io.serpentarium.service.testing.ChannelClient;
import io.serpentarium.service.testing.EventReader;
import io.serpentarium.service.testing.PythonTest;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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

  private static final String RICH =
      """
      class Rich:
          def _repr_html_(self): return '<b>rich</b>'
          def _repr_png_(self): return b'png'
          def __repr__(self): return 'Rich()'
      """;

  @Test
  void valuesThatAreMoreThanTextAreTold() {
    String session = api.session();
    api.execute(session, RICH + "def show(): return Rich()");
    for (String code : List.of("show()", "x = Rich()\nx", "from IPython.display import HTML\nx")) {
      JsonNode execution = api.execute(session, code);
      assertThat(execution.get("result").stringValue()).as(code).isEqualTo("Rich()");
      assertThat(execution.get("result_data").toString())
          .as(code)
          .isEqualTo(
              "{\"text/html\":\"<b>rich</b>\",\"image/png\":\"cG5n\",\"text/plain\":\"Rich()\"}");
      assertThat(execution.get("displays").isEmpty()).isTrue();
    }
    for (String plain : List.of("1", "[Rich()]", "Rich", "x = show()", "None", "show(); 1/0")) {
      JsonNode execution = api.execute(session, plain);
      assertThat(execution.get("result_data").isNull()).as(plain).isTrue();
    }
  }

  @Test
  void valuesAreTheirTextWhereTheirMethodsFail() {
    JsonNode execution =
        api.execute(
            api.session(),
            "class Bad:\n  def _repr_html_(self): 1/0\n  def __repr__(self): return 'Bad'\nBad()");
    assertThat(execution.get("result").stringValue()).isEqualTo("Bad");
    assertThat(execution.get("result_data").isNull()).isTrue();
    assertThat(execution.get("stderr").stringValue()).contains("ZeroDivisionError");
  }

  @Test
  void programsDisplayAndTellWhatTheyAreWorth() {
    JsonNode run = api.run(RICH + "from IPython.display import display\ndisplay(Rich())\nRich()");
    assertThat(run.at("/displays/0/data/text~1html").stringValue()).isEqualTo("<b>rich</b>");
    assertThat(run.at("/result_data/image~1png").stringValue()).isEqualTo("cG5n");
    assertThat(run.get("result").stringValue()).isEqualTo("Rich()");
    assertThat(api.run("display('x')").at("/displays/0/data/text~1plain").stringValue())
        .isEqualTo("'x'");
    JsonNode plain = api.run("print(1)\n2");
    assertThat(plain.get("displays").isEmpty()).isTrue();
    assertThat(plain.get("result_data").isNull()).isTrue();
  }

  @Test
  void megabytesAreDisplayedAndNoMoreThanEight() {
    JsonNode run =
        api.run(
            """
            from IPython.display import HTML, display
            display(HTML('x' * 5_000_000))
            try:
                display(HTML('y' * 5_000_000))
            except OSError as refused:
                print(refused.errno)
            display('after')
            """);
    assertThat(run.at("/displays/0/data/text~1html").stringValue()).hasSize(5_000_000);
    assertThat(run.at("/displays/1/data/text~1plain").stringValue()).isEqualTo("'after'");
    assertThat(run.get("stdout").stringValue()).isEqualTo("28\n");
  }

  @Test
  void submissionsDisplay() {
    JsonNode grading =
        api.read(
            api.post(
                "/v1/gradings",
                """
                {"code": "from IPython.display import HTML, display\\ndisplay(HTML('<b>'))\\nx = 1",
                 "tests": [{"id": "a", "check": "assert x == 1"},
                           {"id": "b", "stdin": "", "expected_stdout": ""}]}
                """));
    assertThat(grading.get("verdict").stringValue()).as(grading.toString()).isEqualTo("passed");
    assertThat(grading.at("/setup/displays/0/data/text~1html").stringValue()).isEqualTo("<b>");
  }

  @Test
  void modulesOfTheLibraryBringNothing() {
    String session = api.session();
    String listed = value(session, "' '.join(__import__('sys').stdlib_module_names)");
    Set<String> unknown = new TreeSet<>(List.of(listed.replace("'", "").split(" ", -1)));
    DisplayLoader loader = new DisplayLoader();
    unknown.removeIf(module -> loader.prelude("import " + module).isEmpty());
    assertThat(unknown).isEmpty();
    assertThat(loader.prelude("import pandas as pd")).isNotEmpty();
  }

  @Test
  void channelsQueue() {
    URI address = URI.create("ws://localhost:%d%s/channel".formatted(port, api.session()));
    try (ChannelClient channel = new ChannelClient(address)) {
      channel.execute("a", "input()");
      channel.next("input_request");
      for (int cell = 0; cell < 20; cell++) {
        channel.send(
            "{\"type\":\"execute\",\"id\":\"q%1$d\",\"code\":\"%1$d\",\"queue\":true}"
                .formatted(cell));
      }
      channel.send("{\"type\":\"stdin\",\"data\":\"x\\n\"}");
      assertThat(channel.next("result").at("/execution/result").stringValue()).isEqualTo("'x'");
      for (int cell = 0; cell < 20; cell++) {
        JsonNode result = channel.next("result");
        assertThat(result.get("id").stringValue()).isEqualTo("q" + cell);
        assertThat(result.at("/execution/result").stringValue()).isEqualTo("" + cell);
      }
    }
  }

  @Test
  void itIsThereOnlyForCodeThatNamesItAndCountsAsOneWithIt() {
    String session = api.session("{\"history\": 2}");
    api.execute(session, "x = 1");
    assertThat(api.execute(session, "display").at("/error/name").stringValue())
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
