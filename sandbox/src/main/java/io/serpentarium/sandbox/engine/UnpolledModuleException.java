package io.serpentarium.sandbox.engine;

/**
 * A module was refused because some of its code may run without ever polling, so that an engine of
 * {@link InterruptionMode#POLL} could not end it.
 */
public final class UnpolledModuleException extends EngineException {

  private static final long serialVersionUID = 1L;

  public UnpolledModuleException(String flaw) {
    super("not a module that can be stopped by its polls: " + flaw, null);
  }
}
