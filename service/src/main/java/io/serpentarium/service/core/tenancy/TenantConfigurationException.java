package io.serpentarium.service.core.tenancy;

/** What is configured of tenants cannot be used; the message says why, in one line. */
public final class TenantConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public TenantConfigurationException(String message) {
    super(message);
  }

  TenantConfigurationException(String message, Throwable cause) {
    super(message, cause);
  }
}
