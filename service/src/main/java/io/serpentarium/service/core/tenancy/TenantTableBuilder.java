package io.serpentarium.service.core.tenancy;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.service.core.tenancy.TenantFile.Entry;
import io.serpentarium.service.core.tenancy.TenantFile.KeyEntry;
import io.serpentarium.service.core.tenancy.TenantStore.StoredKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks a file of tenants, and builds its table. */
final class TenantTableBuilder {

  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
  private static final Pattern KEY_ID = Pattern.compile("[0-9a-f]{12}");
  private static final Pattern HMAC = Pattern.compile("[0-9a-f]{64}");
  private static final int HEAVIEST = 1_000;

  private final NodeBounds node;
  private final Set<String> ids = new HashSet<>();
  private final Map<String, StoredKey> keys = new HashMap<>();
  private final Map<String, Tenant> issuers = new HashMap<>();

  /**
   * @param node the bounds for values that a tenant leaves out
   */
  TenantTableBuilder(NodeBounds node) {
    this.node = node;
  }

  /**
   * Makes the table.
   *
   * @throws TenantConfigurationException if something in it cannot be
   */
  TenantTable build(TenantFile file) {
    listOf(file.tenants()).forEach(this::add);
    return new TenantTable(Map.copyOf(keys), Map.copyOf(issuers));
  }

  /**
   * A tenant's id itself, if a table may have it.
   *
   * @throws TenantConfigurationException otherwise
   */
  static String requireId(String id) {
    require(ID.matcher(id).matches(), id, "its id must match " + ID);
    return id;
  }

  private void add(Entry entry) {
    String id = requireId(Objects.requireNonNullElse(entry.id(), ""));
    require(ids.add(id), id, "its id occurs twice");
    Tenant tenant = tenant(id, entry);
    listOf(entry.keys()).forEach(key -> add(key, tenant));
    for (String issuer : listOf(entry.issuers())) {
      require(issuers.put(issuer, tenant) == null, id, "its issuer occurs twice");
    }
  }

  private void add(KeyEntry key, Tenant owner) {
    String id = Objects.requireNonNullElse(key.id(), "");
    String hmac = Objects.requireNonNullElse(key.hmac(), "");
    boolean good = KEY_ID.matcher(id).matches() && HMAC.matcher(hmac).matches();
    require(good, owner.id(), "a key is not in the form that make-key writes");
    StoredKey stored = new StoredKey(HexFormat.of().parseHex(hmac), owner);
    require(keys.put(id, stored) == null, owner.id(), "a key occurs twice");
  }

  private Tenant tenant(String id, Entry entry) {
    int weight = Objects.requireNonNullElse(entry.weight(), 1);
    require(weight >= 1 && weight <= HEAVIEST, id, "its weight must be from 1 to " + HEAVIEST);
    return new Tenant(
        id,
        weight,
        Boolean.TRUE.equals(entry.suspended()),
        Optional.ofNullable(entry.limits()).map(limits -> limits(id, limits)),
        new TenantQuotas(
            quota(id, "executions", entry.executions()),
            quota(id, "executions", entry.executions(), node.executions()),
            quota(id, "sessions", entry.sessions()),
            quota(id, "requests_per_second", entry.requestsPerSecond()),
            quota(id, "cpu_seconds_per_day", entry.cpuSecondsPerDay()),
            quota(id, "stored_bytes", entry.storedBytes())),
        Boolean.TRUE.equals(entry.foreignSnapshots()));
  }

  private Limits limits(String id, Map<String, @Nullable Long> named) {
    for (String name : named.keySet()) {
      require(Limit.named(name).isPresent(), id, "unknown limit " + name);
    }
    return Limits.of(limit -> limit(id, limit, named.get(limit.wireName())));
  }

  private long limit(String id, Limit limit, @Nullable Long value) {
    boolean good = value == null || value >= limit.least();
    require(good, id, limit.wireName() + " must be at least " + limit.least());
    long most = node.maximum().get(limit);
    return value == null ? most : Math.min(value, most);
  }

  private static long quota(String id, String name, @Nullable Long value) {
    return quota(id, name, value, TenantQuotas.UNLIMITED);
  }

  private static long quota(String id, String name, @Nullable Long value, long otherwise) {
    require(value == null || value >= 1, id, name + " must be at least 1");
    return Objects.requireNonNullElse(value, otherwise);
  }

  private static void require(boolean holds, String id, String otherwise) {
    if (!holds) {
      throw new TenantConfigurationException("tenant \"%s\": %s".formatted(id, otherwise));
    }
  }

  private static <T> List<T> listOf(@Nullable List<T> list) {
    return Objects.requireNonNullElse(list, List.of());
  }
}
