package io.serpentarium.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.serpentarium.service.testing.PythonTest;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Sessions and programs that start from what the operator had imported. */
@TestPropertySource(
    properties = {
      "serpentarium.extensions-ahead=true",
      "serpentarium.templates.data=sqlite3,statistics",
      "serpentarium.templates.web=bs4,jinja2",
      "serpentarium.templates.broken=does_not_exist"
    })
class TemplatesIT extends PythonTest {

  /** Where nobody has compiled pandas before, that takes half a minute, or minutes. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Whether a module is ready for a program that has not imported it. */
  private static final String AHEAD =
      "'%s' in __import__('_frozen_importlib')._find_and_load.__globals__['_shelf']";

  private static final String LOADED =
      "print(%s, 'sqlite3' in globals())".formatted(AHEAD.formatted("sqlite3"));

  private static final String HAD = "had = " + AHEAD.formatted("sqlite3");
  private static final JsonMapper JSON = JsonMapper.shared();

  @Test
  void sessionsStartFromATemplate() {
    String session = api.session("{\"template\": \"data\"}");
    assertThat(stdout(api.execute(session, LOADED))).isEqualTo("True False\n");
    String plain = api.session("{\"template\": \"python\"}");
    assertThat(stdout(api.execute(plain, LOADED))).isEqualTo("False False\n");
  }

  @Test
  void programsStartFromTheTemplateThatTheyName() {
    assertThat(stdout(run(LOADED, ", \"template\": \"data\""))).isEqualTo("True False\n");
    assertThat(stdout(run(LOADED, ""))).isEqualTo("False False\n");
  }

  @Test
  void programsStartFromTheTemplateOfTheirImports() {
    awaitReady("data");
    String code = HAD + "\\nimport sqlite3\\nprint(had)";
    assertThat(stdout(run(code, ""))).isEqualTo("True\n");
    assertThat(stdout(run(code, ", \"template\": \"python\""))).isEqualTo("False\n");
  }

  @Test
  void modulesAreSeenOnceTheyAreImported() {
    assumeThat(names()).contains("science");
    awaitReady("science");
    String code =
        """
        import sys
        seen = lambda *names: print(*(name in sys.modules for name in names))
        before = len(sys.modules)
        seen('numpy', 'numpy.linalg', 'pandas', 'dateutil')
        import numpy.linalg
        seen('numpy', 'numpy.linalg', 'pandas', 'dateutil')
        import pandas.api.types
        seen('numpy', 'numpy.linalg', 'pandas', 'dateutil')
        print(before < 60, numpy.linalg is sys.modules['numpy.linalg'], pandas.Series([numpy.float64(2)]).mean())
        """;
    String wanted =
        "False False False False\nTrue True False False\nTrue True True True\nTrue True 2.0\n";
    String session = api.session("{\"template\": \"science\"}");
    assertThat(stdout(api.execute(session, code))).isEqualTo(wanted);
    ObjectNode once = JSON.createObjectNode().put("code", code);
    assertThat(stdout(api.read(api.post("/v1/executions", once.toString())))).isEqualTo(wanted);
  }

  @Test
  void sessionsOfATemplateHaveRandomNumbersOfTheirOwn() {
    assumeThat(names()).contains("science");
    awaitReady("science");
    String code = "import numpy as np; print(np.random.rand())";
    Set<String> numbers = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      numbers.add(stdout(api.execute(api.session("{\"template\": \"science\"}"), code)));
      numbers.add(stdout(run(code, "")));
    }
    for (int i = 0; i < 2; i++) {
      String number = "import numpy\\nassert False, numpy.random.rand()";
      JsonNode report = grade("import os", number, ", \"template\": \"science\"");
      numbers.add(report.get("tests").get(0).get("message").stringValue());
      String hidden = "np = __import__('num' + 'py'); print(np.random.rand())";
      numbers.add(stdout(api.execute(api.session("{\"template\": \"science\"}"), hidden)));
    }
    assertThat(numbers).hasSize(10);
    String seeded = "import numpy as np; np.random.seed(1); print(np.random.rand())";
    assertThat(stdout(run(seeded, ""))).isEqualTo("0.417022004702574\n");
  }

  @Test
  void filesOfTheProgramGoBeforeWhatATemplateHas() {
    assumeThat(names()).contains("science");
    awaitReady("science");
    ObjectNode body = JSON.createObjectNode().put("template", "science");
    ArrayNode files = body.putArray("files");
    files.addObject().put("path", "numpy.py").put("content", "MINE = 'mine'");
    files.addObject().put("path", "random.py").put("content", "MINE = 'mine'");
    body.put("code", "import numpy, random; print(numpy.MINE, random.MINE)");
    assertThat(stdout(api.read(api.post("/v1/executions", body.toString()))))
        .isEqualTo("mine mine\n");
    files.remove(0);
    body.put("code", "import random, numpy; print(random.MINE, numpy.arange(3).sum())");
    assertThat(stdout(api.read(api.post("/v1/executions", body.toString())))).isEqualTo("mine 3\n");
  }

  @Test
  void twoSessionsOfATemplateShareNothing() {
    String first = api.session("{\"template\": \"data\"}");
    api.execute(first, "import statistics; statistics.mark = 1");
    String second = api.session("{\"template\": \"data\"}");
    String code = "import statistics, random; print(hasattr(statistics, 'mark'))";
    assertThat(stdout(api.execute(second, code))).isEqualTo("False\n");
    String random = "import random; print(random.random())";
    assertThat(stdout(api.execute(first, random)))
        .isNotEqualTo(stdout(api.execute(second, random)));
  }

  @Test
  void gradingsStartFromTheTemplateThatTheyName() {
    String checks = "assert had";
    assertThat(verdict(grade(HAD, checks, ", \"template\": \"data\""))).isEqualTo("passed");
    assertThat(verdict(grade(HAD, checks, ", \"template\": \"python\""))).isEqualTo("wrong_answer");
    JsonNode batch = batch("data");
    assertThat(verdict(batch.at("/submissions/0/grading"))).isEqualTo("passed");
  }

  @Test
  void gradingsStartFromTheTemplateOfTheirImportsOrTheirTests() {
    awaitReady("data");
    assertThat(verdict(grade(HAD + "\\nimport sqlite3", "assert had", ""))).isEqualTo("passed");
    assertThat(verdict(grade(HAD, "import sqlite3\\nassert had", ""))).isEqualTo("passed");
    assertThat(verdict(grade(HAD, "assert had", ""))).isEqualTo("wrong_answer");
    String little = ", \"limits\": {\"memory_bytes\": 33554432}";
    assertThat(verdict(grade("import sqlite3", "assert sqlite3", little))).isEqualTo("passed");
  }

  @Test
  void gradesProgramsWithNumpy() {
    assumeThat(names()).contains("science");
    awaitReady("science");
    String code =
        """
        had = %s
        import numpy as np
        def mean(values): return float(np.mean(values))
        if __name__ == '__main__': print(had, mean([float(each) for each in input('? ').split()]))
        """
            .formatted(AHEAD.formatted("numpy"));
    String suite =
        """
        import unittest, numpy
        from solution import mean
        class Cases(unittest.TestCase):
            def test_mean(self): self.assertEqual(mean(numpy.arange(5)), 2.0)
            def test_close(self): numpy.testing.assert_allclose(mean([1, 2]), 1.5)
            def test_wrong(self): numpy.testing.assert_array_equal([1, 2], [1, 3])
        """;
    ObjectNode body = JSON.createObjectNode().put("code", code);
    ArrayNode tests = body.putArray("tests");
    tests.addObject().put("id", "had").put("check", "assert had and mean([1, 3]) == 2.0");
    tests.addObject().put("id", "changed").put("check", "np.mean = None; had = 0; assert 1");
    tests.addObject().put("id", "again").put("check", "assert had and mean([4]) == 4.0");
    for (boolean prompts : new boolean[] {true, false, true}) {
      ObjectNode test = tests.addObject().put("id", "run" + tests.size()).put("stdin", "1 3\n");
      test.put("expected_stdout", (prompts ? "? " : "") + "True 2.0\n");
      test.put("ignore_prompts", !prompts);
    }
    body.putArray("files").addObject().put("path", "beside.txt").put("content", "x");
    tests
        .addObject()
        .put("id", "suite")
        .put("file", "test_mean.py")
        .put("content", suite)
        .put("runner", "unittest");
    for (int round = 0; round < 2; round++) {
      JsonNode report = graded(body.toString());
      assertThat(report.get("tests").findValuesAsString("verdict"))
          .as(report.toString())
          .containsExactly(
              "passed",
              "passed",
              "passed",
              "passed",
              "passed",
              "passed",
              "passed",
              "passed",
              "wrong_answer");
    }
  }

  @Test
  void repairsTheNumpyOfATemplateBeforeItChecks() {
    assumeThat(names()).contains("science");
    awaitReady("science");
    String patch =
        "import numpy\\nnumpy.allclose = lambda *a: True\\nnumpy.linalg.norm = lambda a: 5";
    String more = ", \"template\": \"science\"";
    for (String check :
        List.of(
            "import numpy; assert numpy.allclose(1, 2)",
            "import numpy as np; assert np.linalg.norm([1]) == 5")) {
      assertThat(verdict(grade(patch, check, more))).as(check).isEqualTo("wrong_answer");
    }
  }

  @Test
  void programsAndChecksUsePandas() {
    assumeThat(names()).contains("science");
    awaitReady("science");
    String code =
        """
        had = %s
        import pandas as pd
        def total(frame): return frame.groupby('k').v.sum()
        pd.testing.assert_series_equal = pd.testing.assert_frame_equal = lambda *a, **b: None
        """
            .formatted(AHEAD.formatted("pandas"));
    ObjectNode body = JSON.createObjectNode().put("code", code);
    ArrayNode tests = body.putArray("tests");
    String frame = "frame = pd.DataFrame({'k': list('aba'), 'v': [1, 2, 3]})\n";
    for (String last : List.of("4, 2", "4, 3")) {
      tests
          .addObject()
          .put("id", last)
          .put("check", frame + "assert had and total(frame).tolist() == [%s]".formatted(last));
      tests
          .addObject()
          .put("id", "same " + last)
          .put(
              "check",
              frame
                  + "wanted = pd.Series([%s], index=pd.Index(['a', 'b'], name='k'), name='v')\n"
                      .formatted(last)
                  + "pd.testing.assert_series_equal(total(frame), wanted)");
    }
    JsonNode report = graded(body.toString());
    assertThat(report.get("tests").findValuesAsString("verdict"))
        .as(report.toString())
        .containsExactly("passed", "passed", "wrong_answer", "wrong_answer");
    assertThat(stdout(run("import pandas; print(pandas.Series([1, 2]).mean())", "")))
        .isEqualTo("1.5\n");
  }

  /**
   * At the end of a cell, and where a program says so; the template has pyplot without a window.
   */
  @Test
  void figuresAreShown() {
    assumeThat(api.read(api.get("/v1/info")).at("/packages").findValuesAsString("name"))
        .contains("matplotlib");
    awaitReady("science");
    String ahead = "print(%s)".formatted(AHEAD.formatted("matplotlib.pyplot"));
    String figure = "import matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.title('ä')";
    for (String template : List.of("science", "python")) {
      String session =
          api.session(
              "{\"template\": \"%s\", \"limits\": {\"wall_time_ms\": 120000}}".formatted(template));
      assertThat(api.execute(session, ahead).get("stdout").stringValue())
          .isEqualTo(template.equals("science") ? "True\n" : "False\n");
      for (String code : List.of(figure, figure + "\nx = 1", figure + "\nplt.show()\n")) {
        JsonNode execution = api.execute(session, code);
        assertThat(execution.get("displays").size()).as(execution.toString()).isEqualTo(1);
        assertThat(execution.at("/displays/0/data/image~1png").stringValue())
            .startsWith("iVBORw0K");
      }
      assertThat(api.execute(session, "plt.get_fignums()").get("result").stringValue())
          .isEqualTo("[]");
    }
    JsonNode run = api.run(figure + "\nplt.show()");
    assertThat(run.get("displays").size()).as(run.toString()).isEqualTo(1);
  }

  @Test
  void tellsTheTemplateByTheImportsOfAPackageOfAnotherName() {
    awaitReady("web");
    String code = "had = " + AHEAD.formatted("bs4") + "\\nimport bs4\\nprint(had)";
    assertThat(stdout(run(code, ""))).isEqualTo("True\n");
    JsonNode items = api.read(api.get("/v1/templates")).required("items");
    for (JsonNode item : items) {
      if (item.get("name").stringValue().equals("web")) {
        assertThat(item.get("packages").findValuesAsString("name"))
            .containsExactly("beautifulsoup4", "jinja2");
      }
    }
  }

  @Test
  void listsThemAll() {
    awaitReady("data");
    JsonNode items = api.read(api.get("/v1/templates").expectStatus().isOk()).required("items");
    assertThat(items.get(0).propertyNames()).containsExactly("name", "packages", "ready");
    assertThat(items.findValuesAsString("name")).startsWith("python").contains("data", "broken");
    assertThat(ready("broken")).isFalse();
  }

  @Test
  void refusesOneThatDoesNotExistAndTwoStarts() {
    api.expectProblem(
        api.post("/v1/gradings", grading("1", "1", ", \"template\": \"cobol\"")),
        404,
        "template_not_found");
    api.expectProblem(api.post("/v1/grading-batches", batchOf("cobol")), 404, "template_not_found");
    api.expectProblem(
        api.post("/v1/sessions", "{\"template\": \"cobol\"}"), 404, "template_not_found");
    api.expectProblem(
        api.post("/v1/executions", "{\"code\": \"1\", \"template\": \"cobol\"}"),
        404,
        "template_not_found");
    api.expectProblem(
        api.post("/v1/sessions", "{\"template\": \"data\", \"snapshot_id\": \"snp_1\"}"),
        400,
        "validation");
  }

  private void awaitReady(String name) {
    Awaitility.await().atMost(PATIENCE).until(() -> ready(name));
  }

  private List<String> names() {
    return api.read(api.get("/v1/templates")).required("items").findValuesAsString("name");
  }

  private boolean ready(String name) {
    for (JsonNode item : api.read(api.get("/v1/templates")).required("items")) {
      if (item.get("name").stringValue().equals(name)) {
        return item.get("ready").booleanValue();
      }
    }
    return false;
  }

  private JsonNode run(String code, String more) {
    String body = "{\"code\": \"%s\"%s}".formatted(code, more);
    return api.read(api.post("/v1/executions", body).expectStatus().isOk());
  }

  private JsonNode grade(String code, String check, String more) {
    return graded(grading(code, check, more));
  }

  private JsonNode graded(String body) {
    return api.read(api.post("/v1/gradings", body).expectStatus().isOk());
  }

  private JsonNode batch(String template) {
    return api.read(api.post("/v1/grading-batches", batchOf(template)).expectStatus().isOk());
  }

  private static String grading(String code, String check, String more) {
    return "{\"code\": \"%s\", \"tests\": [{\"id\": \"a\", \"check\": \"%s\"}]%s}"
        .formatted(code, check, more);
  }

  private static String batchOf(String template) {
    return """
    {"common": {"template": "%s", "tests": [{"id": "a", "check": "assert had"}]},
     "submissions": [{"id": "one", "code": "%s"}]}\
    """
        .formatted(template, HAD);
  }

  private static String verdict(JsonNode report) {
    return report.at("/tests/0/verdict").asString(report.toString());
  }

  private static String stdout(JsonNode execution) {
    return execution.get("stdout").stringValue();
  }
}
