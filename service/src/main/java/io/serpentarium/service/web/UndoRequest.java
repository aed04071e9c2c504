package io.serpentarium.service.web;

import io.serpentarium.sandbox.SessionOptions;

/** The body of {@code POST /v1/sessions/{id}/undo}. */
record UndoRequest(int executions) {

  static UndoRequest read(JsonFields fields) {
    return new UndoRequest(fields.requiredInt("executions", 1, SessionOptions.MAX_HISTORY));
  }
}
