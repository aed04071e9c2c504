package io.serpentarium.service.v1;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.service.edge.body.JsonFields;
import java.util.EnumMap;
import java.util.Map;

/** Reads the limits that a request names. */
final class LimitSpec {

  private LimitSpec() {}

  static Map<Limit, Long> read(JsonFields request) {
    return request.object("limits", LimitSpec::readAll).orElse(Map.of());
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
