package io.serpentarium.sandbox.remote.wire;

import io.serpentarium.sandbox.SandboxException;

/** A refusal of the front's, as a worker sees it: a number by which the front knows it again. */
public final class TokenException extends SandboxException {

  private static final long serialVersionUID = 1L;

  private final long token;

  TokenException(long token, String message) {
    super(message);
    this.token = token;
  }

  long token() {
    return token;
  }
}
