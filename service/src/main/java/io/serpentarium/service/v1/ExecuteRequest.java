package io.serpentarium.service.v1;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.service.core.session.Submission;
import io.serpentarium.service.edge.body.JsonFields;
import java.util.Map;

/** The body of {@code POST /v1/sessions/{id}/executions}. */
record ExecuteRequest(String code, Stdin stdin, Map<Limit, Long> limits) {

  static ExecuteRequest read(JsonFields fields) {
    return new ExecuteRequest(fields.text("code"), stdin(fields), LimitSpec.read(fields));
  }

  Submission submission(String executionId, boolean streaming) {
    return new Submission(executionId, code, stdin, limits, streaming);
  }

  private static Stdin stdin(JsonFields fields) {
    boolean open = fields.flag("stdin_open");
    Stdin given = fields.optionalText("stdin").map(Stdin::text).orElseGet(Stdin::empty);
    if (open && fields.isGiven("stdin")) {
      fields.reject("stdin_open", "cannot be true when stdin is given");
    }
    return open ? Stdin.open() : given;
  }
}
