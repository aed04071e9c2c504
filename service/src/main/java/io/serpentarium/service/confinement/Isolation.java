package io.serpentarium.service.confinement;

import java.util.Locale;

/** What keeps the guests of tenants apart in addition to their WebAssembly instances. */
public enum Isolation {
  /** Nothing: all guests run in the process of the service. */
  NONE,
  /** Sealed worker processes that tenants share; each tenant always has the same one. */
  SHARED,
  /** A sealed worker process for each tenant that has sessions. */
  TENANT;

  /** The name on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
