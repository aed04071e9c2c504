package io.serpentarium.sandbox.engine;

import org.jspecify.annotations.Nullable;

/** The engine could not do what the host asked; never the guest's doing. */
public sealed class EngineException extends RuntimeException permits UnpolledModuleException {

  private static final long serialVersionUID = 1L;

  public EngineException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
