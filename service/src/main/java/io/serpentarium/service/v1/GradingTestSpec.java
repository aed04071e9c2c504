package io.serpentarium.service.v1;

import io.serpentarium.service.core.grading.Comparison;
import io.serpentarium.service.core.grading.GradingTest;
import io.serpentarium.service.edge.body.JsonFields;
import java.util.Set;

/** Reads one test of a grading. */
final class GradingTestSpec {

  private static final int LONGEST_ID = 200;

  private GradingTestSpec() {}

  /**
   * Reads it.
   *
   * @param ids of the tests before it; its own is added
   */
  static GradingTest read(JsonFields fields, Set<String> ids) {
    String id = id(fields, ids);
    return fields.has("check") ? new GradingTest.Check(id, fields.text("check")) : run(fields, id);
  }

  private static String id(JsonFields fields, Set<String> ids) {
    String id = fields.text("id");
    if (id.length() > LONGEST_ID) {
      fields.reject("id", "may have %d characters".formatted(LONGEST_ID));
    } else if (!ids.add(id)) {
      fields.reject("id", "is that of an earlier test");
    }
    return id;
  }

  private static GradingTest run(JsonFields fields, String id) {
    return new GradingTest.Run(
        id,
        fields.optionalText("stdin").orElse(""),
        fields.text("expected_stdout"),
        fields.constant("comparison", Comparison.class, Comparison.EXACT));
  }
}
