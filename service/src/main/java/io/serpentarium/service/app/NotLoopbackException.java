package io.serpentarium.service.app;

/** The service was told to listen where others can reach it, but has nobody to let in. */
final class NotLoopbackException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NotLoopbackException(String property, String address) {
    super(
        "%s is %s, but no tenant is configured: without tenants the service listens on 127.0.0.1 only."
            .formatted(property, address));
  }
}
