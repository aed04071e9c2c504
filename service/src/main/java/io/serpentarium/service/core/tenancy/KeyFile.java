package io.serpentarium.service.core.tenancy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Changes the keys in a file of tenants; what else stands in it stays. Readable by its owner only.
 */
final class KeyFile {

  private static final int SECRET_BYTES = 32;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .defaultPrettyPrinter(
              new DefaultPrettyPrinter()
                  .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                  .withArrayIndenter(new DefaultIndenter("  ", "\n")))
          .build();

  private final TenantPaths paths;
  private final RandomGenerator random;

  /**
   * @param random cryptographically strong
   */
  KeyFile(TenantPaths paths, RandomGenerator random) {
    this.paths = paths;
    this.random = random;
  }

  /**
   * Makes a key for a tenant. The tenant, the file and the secret are created if need be.
   *
   * @throws TenantConfigurationException if the service would not start with this id
   */
  ApiKey make(String tenantId) throws IOException {
    TenantTableBuilder.requireId(tenantId);
    ApiKey key = ApiKey.make(random);
    byte[] mac = new KeyMac(secret()).of(key);
    ObjectNode file = read();
    keys(tenant(file, tenantId))
        .addObject()
        .put("id", key.id())
        .put("hmac", HexFormat.of().formatHex(mac));
    write(file);
    return key;
  }

  /**
   * Takes a key out.
   *
   * @return whether it was there
   */
  boolean revoke(String keyId) throws IOException {
    ObjectNode file = read();
    boolean found = false;
    for (JsonNode tenant : tenants(file)) {
      found |= takeOut(keys((ObjectNode) tenant), keyId);
    }
    if (found) {
      write(file);
    }
    return found;
  }

  private static boolean takeOut(ArrayNode keys, String keyId) {
    int before = keys.size();
    keys.removeIf(key -> key.path("id").asString("").equals(keyId));
    return keys.size() < before;
  }

  private ObjectNode read() {
    if (!Files.exists(paths.tenants())) {
      return JSON.createObjectNode();
    }
    String text = paths.readTenants();
    TenantFile.parse(text);
    return (ObjectNode) JSON.readTree(text);
  }

  private static ArrayNode tenants(ObjectNode file) {
    return file.withArray("tenants");
  }

  private static ArrayNode keys(ObjectNode tenant) {
    return tenant.withArray("keys");
  }

  private static ObjectNode tenant(ObjectNode file, String id) {
    for (JsonNode tenant : tenants(file)) {
      if (tenant.path("id").asString("").equals(id)) {
        return (ObjectNode) tenant;
      }
    }
    return tenants(file).addObject().put("id", id);
  }

  private void write(ObjectNode file) throws IOException {
    replace(paths.tenants(), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(file) + "\n");
  }

  private String secret() {
    if (!Files.exists(paths.secret())) {
      makeSecret();
    }
    return paths.readSecret();
  }

  private void makeSecret() {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    try {
      replace(paths.secret(), HexFormat.of().formatHex(bytes) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces a file atomically, so that a service which reloads never sees half of it. */
  private static void replace(Path file, String text) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path fresh =
        Files.createTempFile(
            folder,
            ".tenants",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(fresh, text);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }
}
