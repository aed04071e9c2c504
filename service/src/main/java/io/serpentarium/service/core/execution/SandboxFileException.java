package io.serpentarium.service.core.execution;

import io.serpentarium.sandbox.SessionFileException;

/** A file that a request brought along could not be written. */
public final class SandboxFileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int index;
  private final SessionFileException refusal;

  SandboxFileException(int index, SessionFileException refusal) {
    super(refusal);
    this.index = index;
    this.refusal = refusal;
  }

  /** Which of the request's files it is, from 0. */
  public int index() {
    return index;
  }

  /** Why the session's file system refused it. */
  public SessionFileException refusal() {
    return refusal;
  }
}
