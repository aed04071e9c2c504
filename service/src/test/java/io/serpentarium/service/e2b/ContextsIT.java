package io.serpentarium.service.e2b;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import tools.jackson.databind.JsonNode;

/** Contexts of a sandbox with the real Python. */
class ContextsIT extends SandboxFixture {

  private static final String USUAL = "default";

  @Test
  void keepsTheVariablesOfContextsApartAndSharesTheirFiles() {
    String one = context("/home/user");
    assertThat(run(USUAL, "x = 'usual'; import json; json.mark = 1")).isEmpty();
    assertThat(run(one, "'x' in globals(), __name__, _")).isEqualTo("(False, '__main__', '')");
    run(one, "x = 'one'; open('file', 'w').write('shared')");
    assertThat(run(USUAL, "x, open('/home/user/file').read(), json.mark"))
        .isEqualTo("('usual', 'shared', 1)");
    assertThat(run(one, "import pickle\nclass C: pass\ntype(pickle.loads(pickle.dumps(C()))) is C"))
        .isEqualTo("True");
    assertThat(run(one, "x")).isEqualTo("one");
    assertThat(run(one, "_")).isEqualTo("one");
  }

  @Test
  void countsTheRunsOfEachContext() {
    String one = context("/home/user");
    run(USUAL, "1");
    run(USUAL, "1/0");
    assertThat(count(USUAL)).isEqualTo(3);
    assertThat(count(one)).isEqualTo(1);
  }

  @Test
  void keepsTheWorkingDirectoryOfEachContext() {
    run(USUAL, "import os; os.makedirs('a/b')");
    String one = context("/home/user/a");
    assertThat(run(one, "import os; os.getcwd()")).isEqualTo("/home/user/a");
    run(one, "os.chdir('b')");
    assertThat(run(one, "os.getcwd()")).isEqualTo("/home/user/a/b");
    assertThat(run(USUAL, "os.getcwd()")).isEqualTo("/sandbox");
    run(USUAL, "import shutil; shutil.rmtree('a')");
    assertThat(run(one, "1 + 1")).isEqualTo("2");
    send(HttpMethod.POST, "/contexts", Map.of("cwd", "/home/user/none"))
        .expectStatus()
        .isBadRequest();
  }

  @Test
  void setsVariablesOfTheEnvironmentForOneRun() {
    run(USUAL, "import os; os.environ['KEPT'] = 'before'");
    String code = "os.environ['KEPT'], os.environ['NEW']";
    Map<String, Object> body = Map.of("code", code, "env_vars", Map.of("KEPT", "now", "NEW", "n"));
    assertThat(result(lines(body))).isEqualTo("('now', 'n')");
    assertThat(run(USUAL, "os.environ['KEPT'], os.environ.get('NEW')"))
        .isEqualTo("('before', None)");
    Map<String, Object> failing = Map.of("code", "1/0", "env_vars", Map.of("NEW", "n"));
    assertThat(lines(failing).getLast().get("name").stringValue()).isEqualTo("ZeroDivisionError");
    assertThat(run(USUAL, "os.environ.get('NEW')")).isEmpty();
  }

  @Test
  void restartsOneContextAlone() {
    String one = context("/home/user");
    run(USUAL, "x = 1; open('own.py', 'w').write('value = 1'); import own");
    run(one, "x = 2");
    send(HttpMethod.POST, "/contexts/" + one + "/restart", Map.of()).expectStatus().isNoContent();
    assertThat(run(one, "'x' in globals()")).isEqualTo("False");
    assertThat(run(USUAL, "x")).isEqualTo("1");
    run(USUAL, "_ = open('own.py', 'w').write('value = 2')");
    send(HttpMethod.POST, "/contexts/default/restart", Map.of()).expectStatus().isNoContent();
    assertThat(run(USUAL, "import own; 'x' in globals(), own.value")).isEqualTo("(False, 2)");
    send(HttpMethod.DELETE, "/contexts/" + one, null).expectStatus().isNoContent();
    send(HttpMethod.DELETE, "/contexts/" + one, null).expectStatus().isNotFound();
    send(HttpMethod.POST, "/execute", Map.of("code", "1", "context_id", one))
        .expectStatus()
        .isNotFound();
  }

  @Test
  void restartsTheInterpreterWhereThereIsNoOtherContext() {
    run(USUAL, "import json; json.mark = 1; open('kept', 'w').close()");
    send(HttpMethod.POST, "/contexts/default/restart", Map.of()).expectStatus().isNoContent();
    assertThat(run(USUAL, "import json, os; hasattr(json, 'mark'), os.path.exists('kept')"))
        .isEqualTo("(False, True)");
  }

  @Test
  void takesContextsAlongWithForksAndPauses() {
    String one = context("/home/user");
    run(one, "x = 'one'");
    JsonNode forks =
        api.read(
            api.post("/sandboxes/" + sandbox + "/fork", "{\"count\": 1}")
                .expectStatus()
                .isCreated());
    api.post("/sandboxes/" + sandbox + "/pause", "{}").expectStatus().isNoContent();
    assertThat(run(one, "x")).isEqualTo("one");
    sandbox = forks.at("/0/sandbox/sandboxID").stringValue();
    assertThat(run(one, "x")).isEqualTo("one");
  }

  @Test
  void survivesAProgramThatMeddles() {
    String one = context("/home/user");
    String name = "__import__('sys').modules['_serpentarium_kernel']";
    assertThat(lines(Map.of("code", name + "._contexts.clear()")).getLast().get("type"))
        .isNotNull();
    send(HttpMethod.POST, "/execute", Map.of("code", "1", "context_id", one))
        .expectStatus()
        .isNotFound();
    run(USUAL, "import sys; sys.modules.pop('_serpentarium_kernel', None)");
    assertThat(run(USUAL, "40 + 2")).isEqualTo("42");
    run(USUAL, name + ".contexts = lambda: '{\"contexts\": [1, {\"name\": 5}]}'");
    assertThat(api.read(send(HttpMethod.GET, "/contexts", null)).isArray()).isTrue();
  }

  /** What is missing without kernel.py has the cell executed again, once that is loaded. */
  @Test
  void executesOnceWhatLooksAsIfKernelPyWereMissing() {
    String code = "open('ran', 'a').write('x'); raise KeyError('_serpentarium_kernel')";
    assertThat(lines(Map.of("code", code)).getLast().get("name").stringValue())
        .isEqualTo("KeyError");
    assertThat(run(USUAL, "open('ran').read()")).isEqualTo("x");
  }

  @Test
  void stopsWhatIsRestarted() {
    String one = context("/home/user");
    run(one, "x = 1");
    Thread runs =
        Thread.startVirtualThread(
            () -> lines(Map.of("code", "while True: pass", "context_id", one)));
    Awaitility.await()
        .until(
            () ->
                api.read(api.get("/v1/sessions/" + sandbox))
                    .get("state")
                    .stringValue()
                    .equals("busy"));
    send(HttpMethod.POST, "/contexts/" + one + "/restart", Map.of()).expectStatus().isNoContent();
    assertThat(run(one, "'x' in globals()")).isEqualTo("False");
    assertThat(runs.isAlive()).isFalse();
  }

  private String context(String directory) {
    return api.read(
            send(HttpMethod.POST, "/contexts", Map.of("cwd", directory)).expectStatus().isOk())
        .get("id")
        .stringValue();
  }

  private String run(String context, String code) {
    return result(lines(Map.of("code", code, "context_id", context)));
  }

  private int count(String context) {
    return lines(Map.of("code", "1", "context_id", context))
        .getFirst()
        .get("execution_count")
        .intValue();
  }
}
