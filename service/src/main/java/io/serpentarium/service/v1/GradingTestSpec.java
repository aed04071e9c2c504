package io.serpentarium.service.v1;

import io.serpentarium.service.core.execution.SandboxFile;
import io.serpentarium.service.core.grading.Comparison;
import io.serpentarium.service.core.grading.GradingTest;
import io.serpentarium.service.core.grading.GradingTest.Expected;
import io.serpentarium.service.core.grading.GradingTest.Runner;
import io.serpentarium.service.core.grading.GradingTest.Terms;
import io.serpentarium.service.core.grading.GradingTest.TestSource;
import io.serpentarium.service.core.grading.Tolerance;
import io.serpentarium.service.edge.body.JsonFields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads one test of a grading. */
final class GradingTestSpec {

  private static final int LONGEST_ID = 200;
  private static final double MOST_POINTS = 1e9;
  private static final String CONFTEST = "conftest.py";

  private GradingTestSpec() {}

  /**
   * Reads a test.
   *
   * @param ids the ids of the tests before it, to which its own is added
   * @param files the files of the grading
   */
  static GradingTest read(JsonFields fields, Set<String> ids, List<SandboxFile> files) {
    Terms terms = terms(fields, id(fields, ids));
    if (fields.has("check")) {
      return new GradingTest.Check(terms, fields.text("check"));
    }
    if (fields.has("interactor")) {
      return interactive(fields, terms);
    }
    return fields.has("file") ? suite(fields, terms, files) : run(fields, terms);
  }

  private static String id(JsonFields fields, Set<String> ids) {
    String id = fields.text("id");
    if (id.length() > LONGEST_ID) {
      fields.reject("id", "must have at most %d characters".formatted(LONGEST_ID));
    } else if (!ids.add(id)) {
      fields.reject("id", "is the id of an earlier test");
    }
    return id;
  }

  private static Terms terms(JsonFields fields, String id) {
    return new Terms(
        id,
        fields.optionalText("name").orElse(id),
        fields.optionalNumber("points", 0, MOST_POINTS).orElse(1),
        fields.flag("visible", true),
        WireLimits.read(fields),
        FileSpec.readAll(fields));
  }

  private static GradingTest interactive(JsonFields fields, Terms terms) {
    return new GradingTest.Interactive(
        terms,
        fields.texts("args"),
        fields.text("interactor"),
        fields.optionalText("stdin").orElse(""),
        fields.optionalText("expected_stdout").orElse(""));
  }

  private static GradingTest run(JsonFields fields, Terms terms) {
    Optional<String> checker = fields.optionalText("checker");
    return new GradingTest.Run(
        terms,
        fields.optionalText("stdin").orElse(""),
        fields.texts("args"),
        new Expected(
            fields.isGiven("checker")
                ? fields.optionalText("expected_stdout").orElse("")
                : fields.text("expected_stdout"),
            comparison(fields),
            fields.object("tolerance", GradingTestSpec::tolerance).orElse(Tolerance.USUAL),
            fields.flag("ignore_prompts"),
            fields.flag("show_diff"),
            checker));
  }

  /** Reads the comparison; a tolerance applies only if numbers are compared as numbers. */
  private static Comparison comparison(JsonFields fields) {
    boolean tolerant = fields.isGiven("tolerance");
    Comparison comparison =
        fields.constant(
            "comparison", Comparison.class, tolerant ? Comparison.FLOAT : Comparison.EXACT);
    if (tolerant && comparison != Comparison.FLOAT) {
      fields.reject("tolerance", "is allowed only for the comparison float");
    }
    return comparison;
  }

  private static Tolerance tolerance(JsonFields fields) {
    return new Tolerance(
        fields.optionalNumber("absolute", 0, Double.MAX_VALUE).orElse(0),
        fields.optionalNumber("relative", 0, Double.MAX_VALUE).orElse(0));
  }

  private static GradingTest suite(JsonFields fields, Terms terms, List<SandboxFile> files) {
    String file = fields.text("file");
    Runner runner = fields.constant("runner", Runner.class, Runner.PYTEST);
    List<SandboxFile> there = new ArrayList<>(files);
    there.addAll(terms.files());
    Optional<String> content = fields.optionalText("content").or(() -> content(there, file));
    if (content.isEmpty() && !fields.isGiven("content") && runner != Runner.DOCTEST) {
      fields.reject("content", "is required, since no file of the request has this path");
    }
    return new GradingTest.Suite(terms, file, content.orElse(""), fixtures(there, file), runner);
  }

  private static Optional<String> content(List<SandboxFile> files, String path) {
    return files.reversed().stream()
        .filter(file -> file.path().equals(path))
        .findFirst()
        .map(file -> new String(file.content(), StandardCharsets.UTF_8));
  }

  /** The {@code conftest.py} of the folders above a file, outermost first. */
  private static List<TestSource> fixtures(List<SandboxFile> files, String file) {
    List<TestSource> found = new ArrayList<>();
    for (int slash = -1; slash >= -1; slash = next(file, slash)) {
      String path = file.substring(0, slash + 1) + CONFTEST;
      content(files, path).map(source -> new TestSource(path, source)).ifPresent(found::add);
    }
    return found;
  }

  /** The next slash, or less than -1 when there is none. */
  private static int next(String file, int slash) {
    int next = file.indexOf('/', slash + 1);
    return next < 0 ? -2 : next;
  }
}
