package io.serpentarium.service.core.tenancy;

/** The configuration of tenants cannot be used; the message gives the reason, in one line. */
public final class TenantConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public TenantConfigurationException(String message) {
    super(message);
  }

  TenantConfigurationException(String message, Throwable cause) {
    super(message, cause);
  }
}
