package io.serpentarium.service.v1;

import io.serpentarium.service.edge.body.JsonFields;

/** The body of {@code POST /v1/sessions/{id}/restore}. */
record RestoreRequest(String snapshotId) {

  static RestoreRequest read(JsonFields fields) {
    return new RestoreRequest(fields.text("snapshot_id"));
  }
}
