package io.serpentarium.service.v1;

import io.serpentarium.service.edge.body.JsonFields;
import java.util.Optional;

/**
 * The body of {@code POST /v1/sessions/{id}/stdin}.
 *
 * @param data text to append, or empty for the end of the input
 */
record StdinRequest(Optional<String> data) {

  static StdinRequest read(JsonFields fields) {
    Optional<String> data = fields.optionalText("data");
    boolean eof = fields.flag("eof");
    if (fields.isGiven("data") == fields.isGiven("eof")) {
      fields.reject("data", "or eof is required, and not both");
    } else if (fields.isGiven("eof") && !eof) {
      fields.reject("eof", "must be true");
    }
    return new StdinRequest(data);
  }
}
