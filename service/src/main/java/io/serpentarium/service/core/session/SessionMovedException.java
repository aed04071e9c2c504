package io.serpentarium.service.core.session;

import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;

/**
 * The session is on its way to another node, or there already: what was asked of it has had no
 * effect, and can be asked again.
 */
public final class SessionMovedException extends ServiceFailure {

  private static final long serialVersionUID = 1L;

  public SessionMovedException() {
    super(FailureCode.SESSION_MOVED);
  }
}
