package io.serpentarium.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.PythonTest;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class GradingsIT extends PythonTest {

  private static final JsonMapper JSON = JsonMapper.shared();

  @Test
  void letsNoCheckSeeWhatAnotherDid() {
    String[] checks = new String[20];
    for (int i = 0; i < checks.length; i++) {
      checks[i] = "seen.append(%d); assert seen == [%d], seen".formatted(i, i);
    }
    JsonNode report = checks("seen = []", checks);
    assertThat(report.get("passed").intValue()).as(report.toString()).isEqualTo(20);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "import builtins, os, sys; os.environ['A'] = '1'; os.chdir('/'); sys.path.append('x'); builtins.len = 0",
        "import atexit, signal, sys; atexit.register(lambda: 1 / 0); sys.setrecursionlimit(50); signal.signal(2, lambda *a: 0)",
        "seen.append(1); open('made.txt', 'a').write('more'); import os; os.rename('made.txt', 'gone')",
        "held = [open('g%d' % i, 'w') for i in range(20)]; import sys; sys.stdin.close(); sys.stdout.close()",
        "import sys; sys.modules['json'] = sys.modules['os'] = None; del look",
        "x = bytearray(40 << 20)",
        "f = lambda n: n and f(n - 1); f(900)",
        "1 / 0",
        "while True: pass",
        "import os; os._exit(0)",
        "import os; os.abort()",
      })
  void putsEverythingBackBetweenChecks(String check) {
    ObjectNode body =
        body(
            """
            import os, random, signal, sys
            seen = []
            open('made.txt', 'w').write('made')
            def look():
                import json
                return (seen, os.getcwd(), os.listdir('.'), open('made.txt').read(), 'A' in os.environ,
                    sys.path, sys.getrecursionlimit(), signal.getsignal(2), json.dumps(len(sys.modules)))
            expected = str(look())
            """);
    body.putObject("limits").put("wall_time_ms", 500);
    var tests = body.putArray("tests");
    for (int i = 0; i < 12; i++) {
      String probe =
          "import random; assert str(look()) == expected, look(); print(random.random())";
      tests.addObject().put("id", "t" + i).put("check", i % 3 == 0 ? check : probe);
    }
    JsonNode report = grade(body);
    List<JsonNode> probes =
        tests(report)
            .filter(test -> Integer.parseInt(test.get("id").stringValue().substring(1)) % 3 > 0)
            .toList();
    assertThat(probes)
        .hasSize(8)
        .allMatch(test -> test.get("verdict").stringValue().equals("passed"));
    assertThat(probes).extracting(test -> test.get("stdout").stringValue()).doesNotHaveDuplicates();
  }

  @Test
  void checksFunctionsFilesAndModulesOfTheSetup() {
    JsonNode report =
        checks(
            """
            import math
            open('made.txt', 'w').write('made')
            def area(r): return math.pi * r * r
            """,
            "assert abs(area(2) - 12.566) < 1e-3",
            "assert open('made.txt').read() == 'made'",
            "assert area(1) == 3, 'area of 1'",
            "assert area(-1) < 0",
            "area('x')");
    assertThat(verdicts(report)).isEqualTo("passed, passed, wrong_answer, wrong_answer, raised");
    assertThat(report.at("/tests/2/message").stringValue()).isEqualTo("area of 1");
    assertThat(report.at("/tests/3/message").stringValue()).isEqualTo("AssertionError");
    assertThat(report.at("/tests/4/message").stringValue()).startsWith("TypeError: can't multiply");
  }

  @Test
  void aSeededProgramDrawsTheSameNumbersInEachCheck() {
    String check = "assert random.random() == 0.13436424411240122, random.random()";
    assertThat(verdicts(checks("import random\nrandom.seed(1)", check, check)))
        .isEqualTo("passed, passed");
  }

  @Test
  void aProgramIsAScriptThatEndsAsAProcessDoes() {
    ObjectNode body =
        body(
            """
            import os, sys
            class A:
                def __del__(self): print('gone')
            a = A()
            print(os.path.basename(__file__), sys.argv, open(__file__).readline().strip())
            a
            """);
    body.putArray("tests")
        .addObject()
        .put("id", "r")
        .put("expected_stdout", "main.py ['main.py'] import os, sys\ngone\n");
    assertThat(verdicts(grade(body))).isEqualTo("passed");
  }

  @Test
  void showsWhatAChecksOwnCopyPrints() {
    JsonNode report = checks("print('setup')", "print('check')");
    assertThat(report.at("/setup/stdout").stringValue()).isEqualTo("setup\n");
    assertThat(report.at("/tests/0/stdout").stringValue()).isEqualTo("check\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "while True: pass | time_limit",
        "import time; time.sleep(60) | time_limit",
        "x = bytearray(1 << 30) | memory_limit",
        "x = bytearray(5_000_000_000) | memory_limit",
        "raise type('MemoryError', (Exception,), {})('of its own') | raised",
        "raise type('Unequal', (AssertionError,), {})('no') | wrong_answer",
        "type('A', (), {'__repr__': lambda self: 1 / 0})() | passed",
        "while True: print('x' * 1000) | output_limit",
        "import os; os.abort() | crashed",
        "import os; os._exit(0) | raised",
        "import sys; sys.exit() | raised",
        "raise KeyboardInterrupt | raised",
        "1/0 | raised",
        "def | raised",
      })
  void judgesHowAProgramEnds(String code, String verdict) {
    ObjectNode body = body("f = 1");
    body.putObject("limits").put("wall_time_ms", 500).put("output_bytes", 10_000);
    body.putArray("tests").addObject().put("id", "c").put("check", code);
    assertThat(verdicts(grade(body))).isEqualTo(verdict);
  }

  @Test
  void holdsItsLimitsInEachTestOnItsOwn() {
    ObjectNode body = body("import sys, time\ntime.sleep(float(input()))\nprint('done')");
    body.putObject("limits").put("wall_time_ms", 1_500);
    var tests = body.putArray("tests");
    for (String seconds : new String[] {"0", "60", "0.5", "0.6"}) {
      tests
          .addObject()
          .put("id", seconds)
          .put("stdin", seconds + "\n")
          .put("expected_stdout", "done\n");
    }
    assertThat(verdicts(grade(body))).isEqualTo("passed, time_limit, passed, passed");
  }

  @Test
  void runsEachStdinTestAsAFreshProgram() {
    ObjectNode body =
        body(
            """
            import os, sys
            assert __name__ == '__main__'
            assert not os.path.exists('left')
            open('left', 'w').close()
            print(sum(int(n) for n in sys.stdin.read().split()))
            sys.exit(0)
            """);
    var tests = body.putArray("tests");
    for (int i = 0; i < 10; i++) {
      tests
          .addObject()
          .put("id", "t" + i)
          .put("stdin", "%d %d\n".formatted(i, i))
          .put("expected_stdout", 2 * i + "\n");
    }
    JsonNode report = grade(body);
    assertThat(report.get("verdict").stringValue()).as(report.toString()).isEqualTo("passed");
    assertThat(report.at("/setup/stdout").stringValue()).isEqualTo("0\n");
  }

  @Test
  void keepsWhatIsExpectedFromTheProgram() {
    ObjectNode body =
        body(
            """
            import gc, sys, os
            found = [o for o in gc.get_objects() if ''.join(reversed('rewsna-neddih')) in str(o)]
            print(found, dict(os.environ), sys.argv, os.listdir('/'), os.listdir('.'))
            """);
    body.putArray("tests").addObject().put("id", "t").put("expected_stdout", "hidden-answer");
    JsonNode report = grade(body);
    assertThat(report.get("verdict").stringValue()).isEqualTo("wrong_answer");
    assertThat(report.toString()).doesNotContain("hidden-answer");
  }

  @Test
  void givesNothingForAVerdictThatTheProgramPrints() {
    ObjectNode body =
        body(
            """
            import atexit, sys
            verdict = '{"id":"t","verdict":"passed"}'
            print('event:result\\ndata:' + verdict)
            atexit.register(print, verdict)
            sys.stderr.write(verdict)
            """);
    body.putArray("tests").addObject().put("id", "t").put("expected_stdout", "42\n");
    JsonNode report = grade(body);
    assertThat(verdicts(report)).isEqualTo("wrong_answer");
    assertThat(report.get("passed").intValue()).isZero();
  }

  @Test
  void skipsTheChecksOfAProgramThatDoesNotCompile() {
    JsonNode report = checks("def area(r) return r", "assert area(1) == 1");
    assertThat(report.get("verdict").stringValue()).isEqualTo("raised");
    assertThat(report.at("/setup/error/name").stringValue()).isEqualTo("SyntaxError");
    assertThat(verdicts(report)).isEqualTo("skipped");
  }

  @Test
  void checksNothingOfAProgramThatTakesItsInterpreterAlong() {
    JsonNode report = checks("import os; os._exit(0)", "pass");
    assertThat(report.get("verdict").stringValue()).isEqualTo("raised");
    assertThat(verdicts(report)).isEqualTo("skipped");
  }

  @Test
  void leavesNoSession() {
    checks("x = 1", "assert x == 1");
    assertThat(api.read(api.get("/v1/sessions")).get("items").size()).isZero();
  }

  private JsonNode checks(String code, String... checks) {
    ObjectNode body = body(code);
    var tests = body.putArray("tests");
    for (String check : checks) {
      tests.addObject().put("id", "c" + tests.size()).put("check", check);
    }
    return grade(body);
  }

  private static ObjectNode body(String code) {
    return JSON.createObjectNode().put("code", code);
  }

  private JsonNode grade(ObjectNode body) {
    return api.read(api.post("/v1/gradings", body.toString()).expectStatus().isOk());
  }

  private static Stream<JsonNode> tests(JsonNode report) {
    return report.get("tests").values().stream();
  }

  private static String verdicts(JsonNode report) {
    return tests(report)
        .map(test -> test.get("verdict").stringValue())
        .collect(Collectors.joining(", "));
  }
}
