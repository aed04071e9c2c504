package io.serpentarium.service.core.kernel;

import org.springframework.stereotype.Component;

/**
 * Brings what kernels have for displaying to sessions that are none, when their code asks for it:
 * the package {@code IPython}, and {@code display}. Code that does not costs nothing.
 */
@Component
public final class DisplayLoader {

  private static final String PACKAGE = "IPython";

  private final String load = GuestCode.loadOnce();

  DisplayLoader() {}

  /** Returns what has to be executed before code; empty for nothing. */
  public String prelude(String code) {
    return code.contains(PACKAGE) ? load : "";
  }
}
