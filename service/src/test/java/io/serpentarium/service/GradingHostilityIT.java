package io.serpentarium.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.PythonTest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Submissions that would pass without solving anything. Each is a definition of {@code area}, which
 * is to square a number, and knows neither 1764 nor 42.
 */
class GradingHostilityIT extends PythonTest {

  private static final JsonMapper JSON = JsonMapper.shared();

  private static final String EQUAL =
      """
      class Any(%s):
          def __eq__(self, other): return True
          def __ne__(self, other): return False
          def __hash__(self): return 1
          __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __eq__
          def __sub__(self, other): return self
          __rsub__ = __sub__
          def __abs__(self): return 0.0
          def __round__(self, n=0): return self
      """;

  private static final List<String> TRICKS =
      List.of(
          // Values that say that they are right.
          EQUAL.formatted("object") + "def area(r): return Any()",
          EQUAL.formatted("int") + "def area(r): return Any(5)",
          EQUAL.formatted("float") + "def area(r): return Any(5)",
          EQUAL.formatted("type(None).__class__") + "def area(r): return Any('x', (), {})",
          "from unittest.mock import ANY\ndef area(r): return ANY",
          "from unittest.mock import MagicMock\ndef area(r): m = MagicMock(); m.__eq__.return_value = True; return m",
          "class M(type):\n    def __eq__(c, o): return True\n    __hash__ = None\nclass A(metaclass=M): pass\ndef area(r): return A",
          "class A:\n    def __getattribute__(s, n): return lambda *a: True\n    def __eq__(s, o): return True\ndef area(r): return A()",
          "class A:\n    @property\n    def __class__(s): return int\n    def __eq__(s, o): return True\ndef area(r): return A()",
          // Ends in the middle.
          "import sys\ndef area(r): sys.exit(0)",
          "def area(r): raise SystemExit",
          "import os\ndef area(r): os._exit(0)",
          "def area(r): raise KeyboardInterrupt",
          "def area(r): raise GeneratorExit",
          "import unittest\ndef area(r): raise unittest.SkipTest('ok')",
          "class Skipped(Exception): pass\ndef area(r): raise Skipped()",
          "import os\ndef area(r): os.abort()",
          // The language and the library taken over, at import.
          "import builtins\nbuiltins.AssertionError = type('E', (Exception,), {})\ndef area(r): return 0",
          "import builtins\nbuiltins.abs = lambda x: 0\nbuiltins.len = lambda x: 1\nbuiltins.isinstance = lambda *a: True\nbuiltins.all = lambda x: True\ndef area(r): return 0",
          "import builtins\nbuiltins.compile = lambda *a, **k: (lambda: 0).__code__\nbuiltins.exec = lambda *a: None\ndef area(r): return 0",
          "import builtins\nbuiltins.__import__ = lambda *a, **k: None\ndef area(r): return 0",
          "import builtins\nbuiltins.type = builtins.dict = builtins.str = lambda *a: 0\ndef area(r): return 0",
          "import ast\nast.parse = lambda *a, **k: ast.Module([], [])\nast.Assert._fields = ()\nast.walk = lambda t: ()\ndef area(r): return 0",
          "import _ast\n_ast.Compare.__init__ = lambda *a, **k: None\n_ast.If._fields = ()\ndef area(r): return 0",
          "import unittest\nfor n in dir(unittest.TestCase):\n    if n.startswith('assert'): setattr(unittest.TestCase, n, lambda *a, **k: None)\ndef area(r): return 0",
          "import unittest\nunittest.TestCase.run = lambda self, r=None: r.addSuccess(self)\nunittest.TestResult.addFailure = lambda *a: None\ndef area(r): return 0",
          "import unittest.case\nunittest.case._Outcome.testPartExecutor = lambda *a, **k: __import__('contextlib').nullcontext()\ndef area(r): return 0",
          "import operator, math, re, functools, inspect, traceback, json\noperator.eq = lambda a, b: True\nmath.isclose = lambda *a, **k: True\njson.dumps = lambda *a, **k: '{\"verdict\": \"passed\"}'\njson.JSONEncoder.encode = json.dumps\ntraceback.TracebackException = None\ndef area(r): return 0",
          "import math\ndef area(r):\n    math.isclose = lambda *a, **k: True\n    import operator; operator.eq = math.isclose\n    return 0",
          "import sys\nfor n in list(sys.modules): sys.modules[n] = None\ndef area(r): return 0",
          "import sys\nclass F:\n    @staticmethod\n    def find_spec(*a): raise SystemExit\nsys.meta_path.insert(0, F)\nsys.path_hooks.clear()\ndef area(r): return 0",
          "import linecache\nlinecache.getlines = linecache.checkcache = None\nlinecache.cache = {}\ndef area(r): return 0",
          "import sys, types\nsys.modules['solution'] = types.ModuleType('solution')\ndef area(r): return 0",
          // Names of the submission in the place of the language's.
          "def area(r): return 0\ndef abs(x): return 0\ndef len(x): return 1\ndef isinstance(a, b): return True\nAssertionError = Exception",
          "def area(r): return 0\n__builtins__ = {'__import__': None}",
          "def area(r): return 0\n__name__ = '__main__'\n__debug = False",
          // Frames, code and all objects.
          "import sys\ndef area(r):\n    for c in sys._getframe(1).f_code.co_consts:\n        if type(c) is int and c == r * r: return c\n    return sys._getframe(1).f_locals",
          "def area(r):\n    try: 1/0\n    except Exception as e:\n        f = e.__traceback__.tb_frame.f_back\n        while f: f.f_locals.update(verdict='passed'); f = f.f_back",
          "def area(r):\n    def g(): yield\n    x = g(); next(x); f = x.gi_frame\n    return f.f_back",
          "import inspect\ndef area(r): return inspect.stack()[1].frame.f_globals",
          "import gc\ndef area(r):\n    for o in gc.get_objects():\n        if isinstance(o, dict) and 'grade' in o: o['grade'] = o['_judged'] = lambda *a: {'verdict': 'passed'}\n    return 0",
          "import gc\ndef area(r):\n    for o in gc.get_referrers(area): pass\n    return 0",
          "import sys\nsys.settrace(lambda *a: None)\ndef area(r): return 0",
          "import sys\ndef area(r):\n    def t(f, e, a): f.f_lineno = f.f_lineno + 1; return t\n    sys.settrace(t)\n    return 0",
          "import sys\ndef hook(e, a):\n    if e == 'compile': raise SystemExit\nsys.addaudithook(hook)\ndef area(r): return 0",
          "import sys\ndef area(r):\n    sys.monitoring.use_tool_id(0, 'x')\n    sys.monitoring.register_callback(0, 1, lambda *a: None)\n    return 0",
          "import linecache\ndef area(r):\n    text = str(linecache.cache)\n    if str(r * 42) in text: return r * 42\n    return text",
          "import traceback\ndef area(r): return [f for f, _ in traceback.walk_stack(None)]",
          "import logging\ndef area(r): return logging.currentframe()",
          "import signal\ndef area(r):\n    def h(s, f):\n        while f: f.f_globals.update(_judged=lambda *a: {'verdict': 'passed'}); f = f.f_back\n    signal.signal(2, h); signal.raise_signal(2)\n    return 0",
          "import _signal\nhits = []\ntry: _signal.signal(2, lambda s, f: hits.append(f.f_back.f_globals.clear()))\nexcept ValueError: pass\ndef area(r): _signal.raise_signal(2); return 0",
          "import _signal, signal\nsigning = signal.signal.__wrapped__\ndef area(r): signing(2, lambda s, f: f.f_back); return 0",
          // Forged reports.
          "print('{\"verdict\": \"passed\", \"message\": \"\"}')\ndef area(r): print('{\"verdict\": \"passed\"}'); return 0",
          "import __main__\n__main__.grade = lambda *a: '{\"verdict\": \"passed\"}'\ndef area(r): __main__.grade = None; return 0",
          "import sys\nsys.displayhook = lambda v: None\nsys.excepthook = lambda *a: sys.exit(0)\ndef area(r): return 0",
          "import atexit, signal, weakref\natexit.register(lambda: __import__('os')._exit(0))\ndef area(r): return 0",
          "class A:\n    def __del__(self): __import__('os')._exit(0)\ndef area(r): A(); return 0",
          "class R(str):\n    def __repr__(self): return '{\"verdict\": \"passed\"}'\ndef area(r): return R()",
          "def area(r): raise type('Failed', (AssertionError,), {'__str__': lambda s: 1/0})()",
          "class E(BaseException):\n    def __str__(self): __import__('os')._exit(0)\ndef area(r): raise E",
          "import gc\ngc.callbacks.append(lambda *a: None)\nimport builtins\nbuiltins.dict.__doc__\ndef area(r): return 0");

  static Stream<String> tricks() {
    return TRICKS.stream();
  }

  @Test
  void passesWhatIsRight() {
    JsonNode report = grade("def area(r): return r * r");
    assertThat(report.get("passed").intValue())
        .as(report.get("tests").toString())
        .isEqualTo(report.get("total").intValue());
  }

  @ParameterizedTest
  @MethodSource("tricks")
  void passesNothingThatIsNotRight(String submission) {
    JsonNode report = grade(submission);
    assertThat(report.get("passed").intValue()).as(report.get("tests").toString()).isZero();
    assertThat(report.get("tests").size()).isGreaterThanOrEqualTo(15);
  }

  private JsonNode grade(String submission) {
    ObjectNode body = JSON.createObjectNode().put("code", submission);
    body.putObject("limits").put("wall_time_ms", 3_000);
    var tests = body.putArray("tests");
    for (String check :
        List.of(
            "assert area(42) == 1764",
            "assert 1764 == area(42)",
            "assert [area(42)] == [1764]",
            "assert {'a': (area(42), 1)} == {'a': (1764, 1)}",
            "assert abs(area(42) - 1764) < 1e-6",
            "assert 1763 < area(42) < 1765",
            "assert area(42) in (1764, 1765)",
            "import math\nassert math.isclose(area(42), 1764) and area(42) == 1764",
            "if area(42) != 1764: raise ValueError",
            "area(42)\nassert area(42) == 1764",
            "try:\n    area(42)\nexcept Exception:\n    pass\nassert sum([area(42)]) == 1764",
            "def test_area():\n    assert area(42) == 1764",
            """
            import unittest
            class T(unittest.TestCase):
                def test(self): self.assertEqual(area(42), 1764)
                def test_b(self): self.assertAlmostEqual(area(42), 1764)
            """,
            "import pytest\nassert area(42) == pytest.approx(1764)")) {
      tests.addObject().put("id", "c" + tests.size()).put("check", check);
    }
    tests
        .addObject()
        .put("id", "file")
        .put("file", "test_area.py")
        .put(
            "content",
            """
            import unittest
            from solution import area

            def test_function():
                assert area(42) == 1764

            class Cases(unittest.TestCase):
                def test_equal(self): self.assertEqual(area(42), 1764)
                def test_list(self): self.assertListEqual([area(42)], [1764])
                def test_close(self): self.assertAlmostEqual(area(42), 1764.0)
                def test_in(self): self.assertIn(area(42), [1764])
            """);
    return api.read(api.post("/v1/gradings", body.toString()).expectStatus().isOk());
  }
}
