package io.serpentarium.service.core.session;

/** The program has to read before more input fits. */
public final class StdinFullException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StdinFullException() {
    super("the program has not read its input yet");
  }
}
