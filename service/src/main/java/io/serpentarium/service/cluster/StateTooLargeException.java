package io.serpentarium.service.cluster;

/** A session's state is larger than what is kept. */
final class StateTooLargeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StateTooLargeException(long bytes) {
    super("a state of %d bytes is not kept".formatted(bytes), null, false, false);
  }
}
