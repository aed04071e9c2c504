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
    assertThat(report.at("/tests/3/message").stringValue()).startsWith("assert 3.14");
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
  void checksTheFunctionsOfAProgramThatReadsInItsMainGuard() {
    ObjectNode body =
        body(
            """
            def area(r): return r * r
            def main():
                n = int(input())
                print(area(n))
            if __name__ == "__main__": main()
            """);
    var tests = body.putArray("tests");
    tests.addObject().put("id", "checked").put("check", "assert area(2) == 4");
    tests.addObject().put("id", "run").put("stdin", "3\n").put("expected_stdout", "9\n");
    assertThat(verdicts(grade(body))).isEqualTo("passed, passed");
  }

  @Test
  void givesAProgramThatReadsAtItsTopAnInputArgumentsAndItsMainGuard() {
    ObjectNode body =
        body(
            """
            import sys
            n = int(input())
            guarded = __name__ == "__main__"
            def args(): return sys.argv
            """);
    body.put("module", "homework");
    ObjectNode setup = body.putObject("setup").put("stdin", "7\n").put("run_main", true);
    setup.putArray("args").add("-x");
    var tests = body.putArray("tests");
    tests
        .addObject()
        .put("id", "a")
        .put("check", "assert (n, guarded, args()) == (7, True, ['homework.py', '-x'])");
    tests.addObject().put("id", "b").put("check", "import homework; assert homework.n == n");
    assertThat(verdicts(grade(body))).isEqualTo("passed, passed");
  }

  @Test
  void namesTheSubmissionInTracebacksAndToInspect() {
    ObjectNode body = body("def first(xs):\n    return xs[0]\n\n\nprint(first([1]))\n");
    body.put("module", "course.homework");
    body.withArray("files").addObject().put("path", "course/__init__.py").put("content", "");
    var tests = body.putArray("tests");
    tests.addObject().put("id", "raises").put("check", "x = 1\nfirst([])");
    tests
        .addObject()
        .put("id", "source")
        .put(
            "check",
            """
            import inspect
            from course import homework
            assert inspect.getsource(homework.first).strip().endswith('return xs[0]')
            """);
    JsonNode report = grade(body);
    assertThat(verdicts(report)).as(report.toString()).isEqualTo("raised, passed");
    JsonNode error = report.at("/tests/0/error");
    assertThat(error.get("line").intValue()).isEqualTo(2);
    assertThat(error.get("traceback").stringValue())
        .contains("File \"/sandbox/course/homework.py\", line 2, in first", "return xs[0]")
        .doesNotContain("python-input", "tools");
  }

  @Test
  void saysWhichLineOfACheckFailedAndByWhichValues() {
    JsonNode report =
        checks(
            "import sys\ndef area(r):\n    print('hm', file=sys.stderr)\n    return r * r",
            "r = 2\nassert area(r) == 5",
            "assert not area(1)",
            "assert 1 < area(1) < 3");
    assertThat(report.at("/tests/0/message").stringValue()).isEqualTo("assert 4 == 5");
    assertThat(report.at("/tests/0/stderr").stringValue()).isEqualTo("hm\n");
    JsonNode error = report.at("/tests/0/error");
    assertThat(error.get("line").intValue()).isEqualTo(2);
    assertThat(error.get("values").toString())
        .isEqualTo("{\"left\":\"4\",\"operator\":\"==\",\"right\":\"5\"}");
    assertThat(report.at("/tests/1/message").stringValue()).isEqualTo("assert not area(1)");
    assertThat(report.at("/tests/2/message").stringValue()).isEqualTo("assert 1 < 1");
  }

  @Test
  void givesEachTestItsOwnFilesLimitsAndArguments() {
    ObjectNode body =
        body("import sys\ndef rows(): return open('data.csv').read()\nprint(sys.argv[1:])");
    body.withArray("files").addObject().put("path", "data.csv").put("content", "all");
    var tests = body.putArray("tests");
    tests.addObject().put("id", "a").put("check", "assert rows() == 'all'");
    ObjectNode own = tests.addObject().put("id", "b").put("check", "assert rows() == 'own'");
    own.withArray("files").addObject().put("path", "data.csv").put("content", "own");
    ObjectNode slow = tests.addObject().put("id", "c").put("check", "while True: pass");
    slow.putObject("limits").put("wall_time_ms", 100);
    ObjectNode run = tests.addObject().put("id", "d").put("expected_stdout", "['-v', 'x']\n");
    run.putArray("args").add("-v").add("x");
    assertThat(verdicts(grade(body))).isEqualTo("passed, passed, time_limit, passed");
  }

  @Test
  void runsAndChecksASubmissionThatIsAFile() {
    ObjectNode body = body("").put("module", "homework");
    body.withArray("files")
        .addObject()
        .put("path", "homework.py")
        .put(
            "content",
            "def twice(n): return 2 * n\nif __name__ == '__main__': print(twice(int(input())))");
    var tests = body.putArray("tests");
    tests.addObject().put("id", "a").put("stdin", "4\n").put("expected_stdout", "8\n");
    tests.addObject().put("id", "b").put("check", "assert twice(2) == 4");
    assertThat(verdicts(grade(body))).isEqualTo("passed, passed");
  }

  @Test
  void leavesPromptsOutOfWhatIsCompared() {
    ObjectNode body = body("n = float(input('How many? '))\nprint(2 * n)");
    var tests = body.putArray("tests");
    for (boolean ignored : new boolean[] {true, false}) {
      tests
          .addObject()
          .put("id", "ignored " + ignored)
          .put("stdin", "1\n")
          .put("expected_stdout", "2.0\n")
          .put("ignore_prompts", ignored);
    }
    assertThat(verdicts(grade(body))).isEqualTo("passed, wrong_answer");
  }

  @Test
  void hasACheckerJudgeWhereNoComparisonCan() {
    ObjectNode body = body("n = int(input())\nprint(n - 1, 1)");
    String checker =
        """
        import sys
        n = int(open(sys.argv[1]).read())
        a, b = map(int, open(sys.argv[2]).read().split())
        if a + b != n: sys.exit(f'{a} + {b} is not {n}')
        """;
    var tests = body.putArray("tests");
    tests.addObject().put("id", "a").put("stdin", "5").put("checker", checker);
    tests
        .addObject()
        .put("id", "b")
        .put("stdin", "5")
        .put("checker", "import sys; print('no'); sys.exit(1)");
    tests.addObject().put("id", "c").put("stdin", "5").put("checker", "1/0");
    JsonNode report = grade(body);
    assertThat(verdicts(report)).isEqualTo("passed, wrong_answer, raised");
    assertThat(report.at("/tests/1/message").stringValue()).isEqualTo("no");
    assertThat(report.at("/tests/2/message").stringValue()).startsWith("The checker failed");
  }

  @Test
  void hasAnInteractorTalkWithTheProgram() {
    String interactor =
        """
        import sys
        secret = int(open(sys.argv[1]).read())
        for guess in range(8):
            n = int(input())
            print('low' if n < secret else 'high' if n > secret else 'yes')
            if n == secret: break
        else:
            print('no more than eight guesses', file=sys.stderr)
            sys.exit(1)
        """;
    String bisecting =
        """
        low, high = 1, 100
        while True:
            n = (low + high) // 2
            print(n)
            answer = input()
            if answer == 'yes': break
            if answer == 'low': low = n + 1
            else: high = n - 1
        """;
    String counting =
        "n = 0\nwhile True:\n    n += 1\n    print(n)\n    if input() == 'yes': break";
    String waiting = "input()";
    assertThat(interactive(bisecting, interactor).get("verdict").stringValue()).isEqualTo("passed");
    JsonNode refused = interactive(counting, interactor);
    assertThat(refused.get("verdict").stringValue()).isEqualTo("wrong_answer");
    assertThat(refused.get("message").stringValue()).isEqualTo("no more than eight guesses");
    assertThat(interactive(waiting, interactor).get("verdict").stringValue())
        .isEqualTo("time_limit");
    assertThat(interactive("1/0", interactor).get("verdict").stringValue()).isEqualTo("raised");
  }

  private JsonNode interactive(String code, String interactor) {
    ObjectNode body = body(code);
    body.putObject("limits").put("wall_time_ms", 2_000);
    body.putArray("tests")
        .addObject()
        .put("id", "talk")
        .put("interactor", interactor)
        .put("stdin", "77");
    return grade(body).at("/tests/0");
  }

  @Test
  void tellsNothingButTheVerdictOfAHiddenTest() {
    ObjectNode body = body("print('said')\ndef f(): print('heard'); return 1");
    var tests = body.putArray("tests");
    tests.addObject().put("id", "a").put("expected_stdout", "x").put("visible", false);
    tests.addObject().put("id", "b").put("check", "assert f() == 2").put("visible", false);
    tests
        .addObject()
        .put("id", "c")
        .put("check", "assert f() == 1")
        .put("points", 2.5)
        .put("name", "f is one");
    JsonNode report = grade(body);
    assertThat(verdicts(report)).isEqualTo("wrong_answer, wrong_answer, passed");
    for (int index = 0; index < 2; index++) {
      JsonNode hidden = report.get("tests").get(index);
      assertThat(hidden.get("message").stringValue() + hidden.get("stdout").stringValue())
          .isEmpty();
      assertThat(hidden.get("error").isNull()).isTrue();
    }
    assertThat(report.get("score").doubleValue()).isEqualTo(2.5);
    assertThat(report.get("maximum_score").doubleValue()).isEqualTo(4.5);
    assertThat(report.at("/tests/2/name").stringValue()).isEqualTo("f is one");
  }

  @Test
  void showsNothingOfAProgramWhoseOnlyTestIsHidden() {
    ObjectNode body = body("print('read: ' + input())");
    body.putArray("tests")
        .addObject()
        .put("id", "a")
        .put("stdin", "secret")
        .put("expected_stdout", "x")
        .put("visible", false);
    assertThat(grade(body).toString()).doesNotContain("secret");
  }

  @Test
  void showsADiffWhereItIsAskedFor() {
    ObjectNode body = body("print('a')\nprint('c')");
    body.putArray("tests")
        .addObject()
        .put("id", "a")
        .put("expected_stdout", "a\nb\n")
        .put("show_diff", true);
    assertThat(grade(body).at("/tests/0/diff").stringValue())
        .isEqualTo("@@ line 2 @@\n a\n-b\n+c\n \n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "def test_area():\\n assert area(2) == 4 | passed",
        "def test_area():\\n assert area(2) == 5 | wrong_answer",
        "import unittest\\nclass T(unittest.TestCase):\\n def test_a(self): self.assertEqual(area(2), 4) | passed",
        "import unittest\\nclass T(unittest.TestCase):\\n def test_a(self): self.assertEqual(area(2), 5) | wrong_answer",
        "import unittest\\nclass T(unittest.TestCase):\\n def test_a(self): self.assertEqual(area(2), 5)\\nunittest.main(exit=False) | wrong_answer",
        "import unittest\\nclass T(unittest.TestCase):\\n def test_a(self): self.assertEqual(area(2), 4)\\nunittest.main() | passed",
        "import doctest\\ndoctest.testmod() | wrong_answer",
      })
  void runsTheTestsThatACheckDefines(String check, String verdict) {
    String code =
        """
        def area(r):
            '''
            >>> area(2)
            5
            '''
            return r * r
        """;
    assertThat(verdicts(checks(code, check.translateEscapes()))).isEqualTo(verdict);
  }

  @Test
  void runsEachTestOfAFileOnItsOwn() {
    ObjectNode body = body("calls = []\ndef area(r):\n    calls.append(r)\n    return r * r");
    body.withArray("files")
        .addObject()
        .put("path", "conftest.py")
        .put("content", "import pytest\n@pytest.fixture\ndef two(): yield 2\n");
    body.putArray("tests")
        .addObject()
        .put("id", "suite")
        .put("points", 12)
        .put("file", "test_area.py")
        .put(
            "content",
            """
            import unittest, pytest
            from unittest import mock
            import solution
            from solution import area, calls

            @pytest.mark.parametrize('r, want', [(1, 1), (2, 4), pytest.param(3, 8, id='bad')])
            def test_area(r, want):
                assert area(r) == want

            def test_alone(two, tmp_path, capsys, monkeypatch):
                assert calls == []
                (tmp_path / 'a').write_text('x')
                print('shown')
                assert capsys.readouterr().out == 'shown\\n'
                monkeypatch.setattr(solution, 'area', lambda r: 7)
                assert solution.area(two) == 7

            class TestMore:
                def setup_method(self): self.r = 3
                def test_raises(self):
                    with pytest.raises(TypeError, match='multiply'): area('x')
                def test_close(self): assert area(0.1) == pytest.approx(0.01)

            class Cases(unittest.TestCase):
                @classmethod
                def setUpClass(cls): cls.r = 2
                def test_equal(self): self.assertEqual(area(self.r), 4)
                def test_exit(self):
                    import sys
                    sys.exit(0)
                @unittest.skip('later')
                def test_skipped(self): pass
                def test_subtests(self):
                    for r in 1, 2:
                        with self.subTest(r=r): self.assertEqual(area(r), 1)

            @mock.patch('builtins.input', side_effect=['5'])
            def test_patched(input): assert input() == '5'

            def test_unknown(nothing): pass
            """);
    JsonNode report = grade(body);
    assertThat(
            tests(report)
                .map(test -> test.get("id").asString() + " " + test.get("verdict").asString()))
        .as(report.toString())
        .containsExactly(
            "suite::test_area[1-1] passed",
            "suite::test_area[2-4] passed",
            "suite::test_area[bad] wrong_answer",
            "suite::test_alone passed",
            "suite::TestMore::test_raises passed",
            "suite::TestMore::test_close passed",
            "suite::Cases::test_equal passed",
            "suite::Cases::test_exit raised",
            "suite::Cases::test_skipped skipped",
            "suite::Cases::test_subtests wrong_answer",
            "suite::test_patched passed",
            "suite::test_unknown wrong_answer");
    assertThat(report.get("score").doubleValue()).isEqualTo(7);
    assertThat(report.at("/tests/2/error/line").intValue()).isEqualTo(8);
  }

  @Test
  void submissionsMayImportTheRealPytest() {
    ObjectNode body =
        body(
            "import pytest\ndef area(r): return r * r\ndef own(): return pytest.approx(9) == area(3)");
    body.putArray("tests")
        .addObject()
        .put("id", "file")
        .put("file", "test_area.py")
        .put(
            "content",
            """
            import pytest, solution
            def test_own(): assert solution.own() is True
            def test_mine(): assert solution.area(3) == pytest.approx(9) and pytest is not solution.pytest
            """);
    assertThat(verdicts(grade(body))).isEqualTo("passed, passed");
  }

  @Test
  void neverPassesAFileInWhichNothingRan() {
    ObjectNode body = body("x = 1");
    var tests = body.putArray("tests");
    tests.addObject().put("id", "a").put("file", "test_a.py").put("content", "def helper(): pass");
    tests.addObject().put("id", "b").put("file", "test_b.py").put("content", "import nowhere");
    tests.addObject().put("id", "c").put("file", "test_c.py").put("content", "def");
    tests.addObject().put("id", "d").put("file", "d.txt").put("runner", "doctest");
    tests
        .addObject()
        .put("id", "e")
        .put("file", "test_e.py")
        .put("runner", "unittest")
        .put("content", "def test_a(): pass");
    JsonNode report = grade(body);
    assertThat(verdicts(report)).isEqualTo("raised, raised, raised, raised, raised");
    assertThat(report.at("/tests/1/message").stringValue())
        .isEqualTo("test_b.py could not be loaded: ModuleNotFoundError: No module named 'nowhere'");
  }

  @Test
  void runsDoctestsOfTheSubmissionAndOfAFile() {
    ObjectNode body =
        body(
            """
            def area(r):
                '''
                >>> area(2)
                4
                '''
                return r * r
            def edge(r):
                '''
                >>> edge(2)
                2
                '''
                return 3 * r
            """);
    var tests = body.putArray("tests");
    tests.addObject().put("id", "own").put("file", "solution.py").put("runner", "doctest");
    tests
        .addObject()
        .put("id", "given")
        .put("file", "more.txt")
        .put("runner", "doctest")
        .put("content", "Areas\n>>> area(3)\n9\n");
    JsonNode report = grade(body);
    assertThat(verdicts(report)).as(report.toString()).isEqualTo("passed, wrong_answer, passed");
  }

  @Test
  void gradesABatch() {
    ObjectNode body = JSON.createObjectNode();
    ObjectNode common = body.putObject("common").put("module", "homework");
    common.putArray("tests").addObject().put("id", "t").put("check", "assert area(2) == 4");
    var submissions = body.putArray("submissions");
    submissions.addObject().put("id", "ann").put("code", "def area(r): return r * r");
    submissions.addObject().put("id", "bob").put("code", "def area(r): return r + 1");
    submissions
        .addObject()
        .put("id", "cid")
        .put("code", "from helper import area")
        .putArray("files")
        .addObject()
        .put("path", "helper.py")
        .put("content", "def area(r): return r ** 2");
    submissions
        .addObject()
        .put("id", "dee")
        .put("code", "")
        .putArray("files")
        .addObject()
        .put("path", "../x")
        .put("content", "");
    JsonNode answer =
        api.read(api.post("/v1/grading-batches", body.toString()).expectStatus().isOk());
    assertThat(
            answer.get("submissions").values().stream()
                .map(
                    each ->
                        each.get("id").asString() + " " + each.at("/grading/verdict").asString("")))
        .containsExactly("ann passed", "bob wrong_answer", "cid passed", "dee ");
    assertThat(answer.at("/submissions/3/problem/code").stringValue()).isEqualTo("invalid_path");
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
