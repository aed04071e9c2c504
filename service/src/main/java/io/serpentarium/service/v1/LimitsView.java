package io.serpentarium.service.v1;

import io.serpentarium.sandbox.Limits;
import java.util.LinkedHashMap;
import java.util.Map;

/** Limits as the contract shows them: each by its name on the wire. */
final class LimitsView {

  private LimitsView() {}

  static Map<String, Long> of(Limits limits) {
    Map<String, Long> shown = new LinkedHashMap<>();
    limits.values().forEach((limit, value) -> shown.put(limit.wireName(), value));
    return shown;
  }
}
