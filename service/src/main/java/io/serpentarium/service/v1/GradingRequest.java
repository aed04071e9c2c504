package io.serpentarium.service.v1;

import io.serpentarium.service.core.execution.SandboxFile;
import io.serpentarium.service.core.grading.Grading;
import io.serpentarium.service.core.grading.GradingTest;
import io.serpentarium.service.edge.body.JsonFields;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the body of {@code POST /v1/gradings}. */
final class GradingRequest {

  private GradingRequest() {}

  /**
   * Reads it.
   *
   * @param mostTests that it may have
   */
  static Grading read(JsonFields fields, int mostTests) {
    String code = fields.text("code");
    List<SandboxFile> files = FileSpec.readAll(fields);
    Set<String> ids = new HashSet<>();
    List<GradingTest> tests =
        fields.objects("tests", 1, mostTests, test -> GradingTestSpec.read(test, ids));
    return new Grading(code, files, tests, fields.flag("stop_on_failure"), WireLimits.read(fields));
  }
}
