package io.serpentarium.service.core.tenancy;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * The file of tenants, as it is written: JSON in snake_case, in which every field but the ids may
 * be left out.
 */
record TenantFile(@Nullable List<Entry> tenants) {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * A tenant's entry.
   *
   * @param limits the highest limits, by their names in JSON; missing ones are the node's
   */
  record Entry(
      @Nullable String id,
      @Nullable Integer weight,
      @Nullable Boolean suspended,
      @Nullable List<KeyEntry> keys,
      @Nullable List<String> issuers,
      @Nullable Map<String, Long> limits,
      @Nullable Long executions,
      @Nullable Long sessions,
      @Nullable Long requestsPerSecond,
      @Nullable Long cpuSecondsPerDay,
      @Nullable Long storedBytes,
      @Nullable Boolean foreignSnapshots) {}

  /** A key's entry. */
  record KeyEntry(@Nullable String id, @Nullable String hmac) {}

  /**
   * Reads one.
   *
   * @throws TenantConfigurationException if it is not as described
   */
  static TenantFile parse(String json) {
    try {
      return JSON.readValue(json, TenantFile.class);
    } catch (JacksonException e) {
      throw new TenantConfigurationException(
          "the tenants cannot be read: " + e.getOriginalMessage(), e);
    }
  }
}
