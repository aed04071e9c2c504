package io.serpentarium.service.v1;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.service.edge.body.JsonFields;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Limits as the contract has them: each by its name on the wire. */
final class WireLimits {

  private WireLimits() {}

  static Map<String, Long> of(Limits limits) {
    Map<String, Long> shown = new LinkedHashMap<>();
    limits.values().forEach((limit, value) -> shown.put(limit.wireName(), value));
    return shown;
  }

  /** Reads the limits that a request names. */
  static Map<Limit, Long> read(JsonFields request) {
    return request.object("limits", WireLimits::readAll).orElse(Map.of());
  }

  private static Map<Limit, Long> readAll(JsonFields fields) {
    Map<Limit, Long> named = new EnumMap<>(Limit.class);
    for (Limit limit : Limit.values()) {
      fields
          .optionalLong(limit.wireName(), limit.least())
          .ifPresent(value -> named.put(limit, value));
    }
    return named;
  }
}
