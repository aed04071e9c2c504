package io.serpentarium.service.v1;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.service.core.execution.SandboxFile;
import io.serpentarium.service.core.grading.Grading;
import io.serpentarium.service.core.grading.GradingTest;
import io.serpentarium.service.edge.body.JsonFields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the bodies of {@code POST /v1/gradings} and {@code POST /v1/grading-batches}. */
final class GradingRequest {

  private static final Pattern MODULE =
      Pattern.compile("(?U)[\\p{Alpha}_][\\w]*(\\.[\\p{Alpha}_][\\w]*)*");
  private static final int LONGEST_NAME = 200;

  private GradingRequest() {}

  /** The common part of a batch's submissions. */
  private record Common(
      String module,
      Optional<String> template,
      Grading.Setting setting,
      List<SandboxFile> files,
      List<GradingTest> tests,
      boolean stopOnFailure,
      Map<Limit, Long> limits) {

    Grading of(String code, List<SandboxFile> own) {
      List<SandboxFile> all = new ArrayList<>(files);
      all.addAll(own);
      return new Grading(
          new Grading.Submission(code, module, setting),
          template,
          all,
          tests,
          stopOnFailure,
          limits);
    }
  }

  /**
   * Reads one grading.
   *
   * @param mostTests the most tests that it may have
   */
  static Grading read(JsonFields fields, int mostTests) {
    String code = fields.text("code");
    return common(fields, mostTests).of(code, List.of());
  }

  /**
   * Reads a batch: gradings by their ids, in their order.
   *
   * @param mostTests the most tests that each may have
   * @param mostSubmissions the most submissions
   */
  static Map<String, Grading> readBatch(JsonFields fields, int mostTests, int mostSubmissions) {
    if (!fields.isGiven("common")) {
      fields.reject("common", "is required");
    }
    Common common =
        fields
            .object("common", each -> common(each, mostTests))
            .orElseGet(
                () ->
                    new Common(
                        "", Optional.empty(), setting(), List.of(), List.of(), false, Map.of()));
    Map<String, Grading> gradings = new LinkedHashMap<>();
    fields.objects(
        "submissions",
        1,
        mostSubmissions,
        each -> {
          String id = id(each);
          if (gradings.put(id, common.of(each.text("code"), FileSpec.readAll(each))) != null) {
            each.reject("id", "is the id of an earlier submission");
          }
          return id;
        });
    return gradings;
  }

  private static String id(JsonFields fields) {
    String id = fields.text("id");
    if (id.length() > LONGEST_NAME) {
      fields.reject("id", "must have at most %d characters".formatted(LONGEST_NAME));
    }
    return id;
  }

  private static Common common(JsonFields fields, int mostTests) {
    List<SandboxFile> files = FileSpec.readAll(fields);
    Set<String> ids = new HashSet<>();
    return new Common(
        module(fields),
        fields.optionalText("template"),
        fields.object("setup", GradingRequest::setting).orElseGet(GradingRequest::setting),
        files,
        fields.objects("tests", 1, mostTests, test -> GradingTestSpec.read(test, ids, files)),
        fields.flag("stop_on_failure"),
        WireLimits.read(fields));
  }

  private static String module(JsonFields fields) {
    String module = fields.optionalText("module").orElse(Grading.Submission.USUAL_MODULE);
    if (module.length() > LONGEST_NAME || !MODULE.matcher(module).matches()) {
      fields.reject("module", "is not the name of a module");
    }
    return module;
  }

  private static Grading.Setting setting(JsonFields fields) {
    return new Grading.Setting(
        fields.optionalText("stdin").orElse(""), fields.texts("args"), fields.flag("run_main"));
  }

  private static Grading.Setting setting() {
    return new Grading.Setting("", List.of(), false);
  }
}
