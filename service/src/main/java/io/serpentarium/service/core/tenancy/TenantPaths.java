package io.serpentarium.service.core.tenancy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The paths of the tenants' file and of the secret for their keys.
 *
 * @param tenants the file of tenants
 * @param secret the file beside it, with the ending {@code .secret}
 */
public record TenantPaths(Path tenants, Path secret) {

  /** The places that belong to a file of tenants. */
  public static TenantPaths of(Path tenants) {
    return new TenantPaths(tenants, tenants.resolveSibling(tenants.getFileName() + ".secret"));
  }

  /**
   * The file of tenants as it is now.
   *
   * @throws TenantConfigurationException if it cannot be read
   */
  public String readTenants() {
    return read(tenants);
  }

  /**
   * The secret.
   *
   * @throws TenantConfigurationException if it cannot be read
   */
  public String readSecret() {
    return read(secret).strip();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new TenantConfigurationException("cannot read " + file, e);
    }
  }
}
