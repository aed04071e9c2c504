package io.serpentarium.service.v1;

import io.serpentarium.service.edge.body.JsonFields;

/** The body of {@code POST /v1/sessions/{id}/fork}. */
record ForkRequest(int count) {

  private static final int MOST = 100;

  static ForkRequest read(JsonFields fields) {
    return new ForkRequest(fields.requiredInt("count", 1, MOST));
  }
}
