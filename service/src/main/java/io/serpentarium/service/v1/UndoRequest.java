package io.serpentarium.service.v1;

import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.service.edge.body.JsonFields;

/** The body of {@code POST /v1/sessions/{id}/undo}. */
record UndoRequest(int executions) {

  static UndoRequest read(JsonFields fields) {
    return new UndoRequest(fields.requiredInt("executions", 1, SessionOptions.MAX_HISTORY));
  }
}
