package io.serpentarium.service.confinement;

/** This system cannot confine the process. */
public final class ConfinementException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ConfinementException(String message) {
    super(message);
  }

  ConfinementException(String message, Throwable cause) {
    super(message, cause);
  }
}
