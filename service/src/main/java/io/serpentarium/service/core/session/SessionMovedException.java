package io.serpentarium.service.core.session;

import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;

/**
 * The session is on its way to another node, or there already: the request has had no effect, and
 * can be repeated.
 */
public final class SessionMovedException extends ServiceFailure {

  private static final long serialVersionUID = 1L;

  public SessionMovedException() {
    super(FailureCode.SESSION_MOVED);
  }
}
