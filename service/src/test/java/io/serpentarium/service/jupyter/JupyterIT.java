package io.serpentarium.service.jupyter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serpentarium.service.testing.ChannelClient;
import io.serpentarium.service.testing.PythonTest;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.JsonNode;

/** Kernels with the real Python, as Jupyter's clients see them. */
class JupyterIT extends PythonTest {

  @Test
  void aCellShowsWhatItDoesInOrder() {
    String kernel = start();
    try (KernelClient client = connect(kernel, "a")) {
      assertThat(client.run("x = 41")).containsExactly("busy", "input 1", "ok", "idle");
      assertThat(client.run("print('hi'); x + 1"))
          .containsExactly(
              "busy",
              "input 2",
              "stdout hi",
              "execute_result {\"text/plain\":\"42\"}",
              "ok",
              "idle");
      assertThat(client.run("1/0"))
          .containsExactly("busy", "input 3", "error ZeroDivisionError", "error", "idle");
      assertThat(
              client.run(
                  "from IPython.display import *\nh = display(HTML('<b>'), display_id='d')\n"
                      + "h.update(Markdown('*'))\nclear_output(wait=True)\n_"))
          .containsSubsequence(
              "display_data {\"text/html\":\"<b>\",\"text/plain\":\"<IPython.core.display.HTML"
                  + " object>\"}",
              "update_display_data {\"text/markdown\":\"*\",\"text/plain\":"
                  + "\"<IPython.core.display.Markdown object>\"}",
              "clear true",
              "execute_result {\"text/plain\":\"42\"}");
    }
  }

  @Test
  void valuesAreShownAsNotebooksDo() {
    try (KernelClient client = connect(start(), "a")) {
      client.run(
          "from collections import *\nclass A:\n  def __repr__(self): return 'A()'\n"
              + "class P:\n  def _repr_pretty_(self, p, cycle): p.text('pretty')");
      assertThat(shown(client, "A")).isEqualTo("__main__.A");
      assertThat(shown(client, "[int, P(), {3, 1}]")).isEqualTo("[int, pretty, {1, 3}]");
      assertThat(shown(client, "['x' * 40, ('y' * 40,)]"))
          .isEqualTo("['%s',\n ('%s',)]".formatted("x".repeat(40), "y".repeat(40)));
      assertThat(shown(client, "defaultdict(int, {'k' * 40: ['v' * 40]})"))
          .isEqualTo(
              "defaultdict(int,\n            {'%s': ['%s']})"
                  .formatted("k".repeat(40), "v".repeat(40)));
      assertThat(shown(client, "x = [1]; x.append(x); x")).isEqualTo("[1, [...]]");
      assertThat(shown(client, "_[0], Out[6] is x, In[-1][:3], _i[:1]"))
          .isEqualTo("(1, True, '_[0', 'x')");
    }
  }

  @Test
  void programsFindWhatNotebooksElsewhereHave() {
    try (KernelClient client = connect(start(), "a")) {
      assertThat(
              client.run(
                  "from IPython.display import SVG\nSVG('<?xml version=\"1.0\"?><svg><g /></svg>')"))
          .anyMatch(shown -> shown.contains("\"image/svg+xml\":\"<svg><g/></svg>\""));
      assertThat(client.run("from IPython.display import SVG\nSVG('<svg>')"))
          .contains("error ExpatError");
      assertThat(shown(client, "get_ipython().history_manager.hist_file")).isEqualTo("':memory:'");
      assertThat(client.run("from comm import create_comm\ncreate_comm('t').send({'id': 1})"))
          .contains("ok");
    }
  }

  @Test
  void magicsOfProgramsAndOfNotebooks() {
    try (KernelClient client = connect(start(), "a")) {
      client.run(
          """
          from IPython.core.magic import register_cell_magic, register_line_magic
          @register_line_magic
          def twice(line): return line * 2
          @register_cell_magic
          def loud(line, cell): return line + cell.upper()""");
      assertThat(shown(client, "%twice ab")).isEqualTo("'abab'");
      assertThat(shown(client, "%%loud a\nbody")).isEqualTo("'aBODY\\n'");
      assertThat(client.run("%%writefile a.txt\nhi")).contains("stdout Writing a.txt");
      assertThat(shown(client, "open('a.txt').read()")).isEqualTo("'hi\\n'");
      assertThat(
              shown(
                  client, "import os\nos.mkdir('sub')\n%cd -q sub\nos.path.basename(os.getcwd())"))
          .isEqualTo("'sub'");
      assertThat(shown(client, "get_ipython().run_cell('6 * 7').result")).isEqualTo("42");
      assertThat(shown(client, "import IPython\ntype(IPython.display).__name__"))
          .isEqualTo("'module'");
      assertThat(client.run("!ls")).contains("error UsageError");
      assertThat(client.run("%%bash\nls")).contains("error UsageError");
      assertThat(client.run("%nothing")).contains("error UsageError");
    }
  }

  @Test
  void cellsThatLookAsIfKernelPyWereMissingAreExecutedOnce() {
    try (KernelClient client = connect(start(), "a")) {
      client.run("runs = 0");
      assertThat(client.run("runs += 1\nraise KeyError('_serpentarium_kernel')"))
          .contains("error KeyError");
      assertThat(shown(client, "runs")).isEqualTo("1");
    }
  }

  @Test
  void tasksGoOnWhereCellsWait() {
    try (KernelClient client = connect(start(), "a")) {
      assertThat(shown(client, "import asyncio\nasync def f(n): return n * 2\nawait f(2)"))
          .isEqualTo("4");
      assertThat(shown(client, "t = asyncio.create_task(f(3))\nawait t")).isEqualTo("6");
      client.run("t = asyncio.create_task(f(4))");
      assertThat(shown(client, "await t")).isEqualTo("8");
      assertThat(shown(client, "asyncio.run(f(5))")).isEqualTo("10");
      assertThat(client.run("x = await f(6)")).containsExactly("busy", "input 6", "ok", "idle");
    }
  }

  @Test
  void textsOfOneStreamAreOneOutput() {
    try (KernelClient client = connect(start(), "a")) {
      assertThat(
              client.run("for i in range(100): print(i)").stream()
                  .filter(each -> each.startsWith("stdout")))
          .hasSizeLessThan(20);
    }
  }

  /** The text of a cell's result. */
  private static String shown(KernelClient client, String code) {
    return only("execute_result", client.answers(client.execute(code)))
        .at("/content/data/text~1plain")
        .stringValue();
  }

  @Test
  void tracebacksHaveTheProgramsFramesOnly() {
    try (KernelClient client = connect(start(), "a")) {
      String id = client.execute("def f():\n    raise ValueError('bad')\nf()");
      JsonNode error = only("error", client.answers(id)).get("content");
      assertThat(error.get("evalue").stringValue()).isEqualTo("bad");
      assertThat(error.get("traceback").values().stream().map(JsonNode::stringValue))
          .containsExactly(
              "Traceback (most recent call last):",
              "  File \"<cell 1>\", line 3, in <module>",
              "    f()",
              "    ~^^",
              "  File \"<cell 1>\", line 2, in f",
              "    raise ValueError('bad')",
              "ValueError: bad");
    }
  }

  @Test
  void anErrorAbortsWhatWaitsBehindIt() {
    try (KernelClient client = connect(start(), "a")) {
      String waits = client.execute("input()");
      client.next("input_request");
      String aborted = client.execute("'never'");
      client.send("stdin", "input_reply", "{\"value\": \"x\"}");
      assertThat(only("execute_reply", client.answers(waits)).at("/content/status").asString())
          .isEqualTo("ok");
      assertThat(only("execute_reply", client.answers(aborted)).at("/content/status").asString())
          .isEqualTo("ok");
      String fails = client.execute("input(); 1/0");
      client.next("input_request");
      aborted = client.execute("'never'");
      client.send("stdin", "input_reply", "{\"value\": \"x\"}");
      client.answers(fails);
      assertThat(only("execute_reply", client.answers(aborted)).at("/content/status").asString())
          .isEqualTo("aborted");
      assertThat(client.run("1")).contains("ok");
    }
  }

  @Test
  void aCrashIsAnErrorAndTheKernelKeepsItsVariables() {
    try (KernelClient client = connect(start(), "a")) {
      client.run("x = 1");
      String id = client.execute("x = 2\nimport os\nos.abort()");
      JsonNode error = only("error", client.answers(id)).get("content");
      assertThat(error.get("ename").stringValue()).isEqualTo("Crashed");
      assertThat(error.get("evalue").stringValue()).contains("rolled back");
      assertThat(client.run("x")).contains("execute_result {\"text/plain\":\"1\"}");
    }
  }

  @Test
  void interruptsComeByRestAndOnTheControlChannel() {
    String kernel = start();
    try (KernelClient client = connect(kernel, "a")) {
      String id = client.execute("print('on')\nwhile True: pass");
      client.next("stream");
      api.post("/api/kernels/" + kernel + "/interrupt", "").expectStatus().isNoContent();
      assertThat(only("error", client.answers(id)).at("/content/ename").asString())
          .isEqualTo("KeyboardInterrupt");
      client.execute("print('on')\nwhile True: pass");
      client.next("stream");
      client.send("control", "interrupt_request", "{}");
      JsonNode reply = client.next();
      while (!reply.get("channel").asString().equals("control")) {
        reply = client.next();
      }
      assertThat(reply.get("msg_type").asString()).isEqualTo("interrupt_reply");
    }
  }

  @Test
  void questionsLeaveNoTrace() {
    try (KernelClient client = connect(start(), "a")) {
      client.run(
          "class A:\n    def __dir__(self):\n        global n; n += 1; return ['attribute']");
      client.run("n = 0; a = A()");
      String id =
          client.send("shell", "complete_request", "{\"code\": \"a.att\", \"cursor_pos\": 5}");
      JsonNode reply = only("complete_reply", client.answers(id)).get("content");
      assertThat(reply.get("matches").toString()).isEqualTo("[\"a.attribute\"]");
      assertThat(reply.get("cursor_start").intValue()).isZero();
      assertThat(client.run("n")).contains("execute_result {\"text/plain\":\"0\"}");
      id = client.send("shell", "inspect_request", "{\"code\": \"zip(\", \"cursor_pos\": 4}");
      assertThat(only("inspect_reply", client.answers(id)).at("/content/found").asBoolean())
          .isTrue();
      id = client.send("shell", "is_complete_request", "{\"code\": \"for i in x:\"}");
      assertThat(only("is_complete_reply", client.answers(id)).get("content").toString())
          .isEqualTo("{\"status\":\"incomplete\",\"indent\":\"    \"}");
    }
  }

  @Test
  void everySocketSeesWhatIsShownAndTheAskerTheAnswer() {
    String kernel = start();
    try (KernelClient one = connect(kernel, "one");
        KernelClient two = connect(kernel, "two")) {
      await().until(() -> connections(kernel) == 2);
      String id = one.execute("print('both')");
      assertThat(one.answers(id)).anyMatch(each -> is("execute_reply", each));
      assertThat(two.answers(id))
          .anyMatch(each -> is("stream", each))
          .noneMatch(each -> is("execute_reply", each));
    }
  }

  @Test
  void aSocketThatComesBackGetsWhatItMissed() {
    String kernel = start();
    String id;
    try (KernelClient client = connect(kernel, "tab")) {
      id = client.execute("print('seen'); input(); print('missed')");
      client.next("input_request");
    }
    await().until(() -> connections(kernel) == 0);
    try (KernelClient other = connect(kernel, "other")) {
      other.send("stdin", "input_reply", "{\"value\": \"\"}");
      other.next("stream");
    }
    await().until(() -> state(kernel).equals("idle"));
    try (KernelClient client = connect(kernel, "tab")) {
      List<JsonNode> missed = client.answers(id);
      assertThat(missed.stream().map(each -> each.at("/content/text").asString("")))
          .anyMatch(text -> text.contains("missed"));
      assertThat(missed).anyMatch(each -> is("execute_reply", each));
    }
  }

  @Test
  void queuedCellsKeepTheirOrder() {
    String kernel = start();
    try (KernelClient client = connect(kernel, "a")) {
      client.run("seen = []");
      List<String> ids =
          IntStream.range(0, 200)
              .mapToObj(i -> client.execute("seen.append(%d)".formatted(i)))
              .toList();
      client.answers(ids.getLast());
      assertThat(client.run("seen == list(range(200))"))
          .contains("execute_result {\"text/plain\":\"True\"}");
    }
  }

  @Test
  void aRestartForgetsVariablesAndKeepsFiles() {
    String kernel = start();
    try (KernelClient client = connect(kernel, "a")) {
      client.run("x = 1; open('f', 'w').write('kept')");
      api.post("/api/kernels/" + kernel + "/restart", "").expectStatus().isOk();
      assertThat(client.run("x")).containsSubsequence("input 1", "error NameError");
      assertThat(client.run("open('f').read()"))
          .contains("execute_result {\"text/plain\":\"'kept'\"}");
    }
  }

  @Test
  void undoTakesCellsBack() {
    try (KernelClient client = connect(start(), "a")) {
      client.run("x = 1");
      client.run("%checkpoint early");
      client.run("x = 2");
      assertThat(client.run("%undo")).doesNotContain("error");
      assertThat(client.run("x")).contains("execute_result {\"text/plain\":\"1\"}");
      client.run("x = 3");
      client.run("%restore early");
      assertThat(client.run("x")).contains("execute_result {\"text/plain\":\"1\"}");
    }
  }

  @Test
  void theOtherFramingIsChosenByItsName() {
    String kernel = start();
    try (ChannelClient client =
        new ChannelClient(
            api.socketUri("/api/kernels/" + kernel + "/channels"),
            new HttpHeaders(),
            Framing.SUBPROTOCOL)) {
      assertThat(client.subprotocol()).isEqualTo(Framing.SUBPROTOCOL);
      client.send(FramingTest.v1());
      await().until(() -> count(kernel) == 1);
    }
  }

  private int count(String kernel) {
    try (KernelClient client = connect(kernel, "count")) {
      String id = client.send("shell", "history_request", "{\"hist_access_type\": \"tail\"}");
      return only("history_reply", client.answers(id)).at("/content/history").size();
    }
  }

  private String start() {
    return api.read(api.post("/api/kernels", "").expectStatus().isCreated()).get("id").asString();
  }

  private KernelClient connect(String kernel, String client) {
    return new KernelClient(
        api.socketUri("/api/kernels/" + kernel + "/channels?session_id=" + client));
  }

  private int connections(String kernel) {
    return api.read(api.get("/api/kernels/" + kernel)).get("connections").intValue();
  }

  @Override
  protected String state(String kernel) {
    return api.read(api.get("/api/kernels/" + kernel)).get("execution_state").asString();
  }

  private static JsonNode only(String type, List<JsonNode> messages) {
    return messages.stream().filter(each -> is(type, each)).reduce((a, b) -> b).orElseThrow();
  }

  private static boolean is(String type, JsonNode message) {
    return message.get("msg_type").stringValue().equals(type);
  }
}
