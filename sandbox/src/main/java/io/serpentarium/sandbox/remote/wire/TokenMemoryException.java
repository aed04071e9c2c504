package io.serpentarium.sandbox.remote.wire;

import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.MemoryRefusedException;

/** A refusal of an account of the front's, as a worker sees it; see {@link TokenException}. */
final class TokenMemoryException extends MemoryRefusedException {

  private static final long serialVersionUID = 1L;

  private final long token;

  TokenMemoryException(Use use, long bytes, String message, long token) {
    super(use, bytes, message);
    this.token = token;
  }

  long token() {
    return token;
  }
}
