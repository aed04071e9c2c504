package io.serpentarium.service.core.snapshot;

/** There is no snapshot of this id. */
public final class SnapshotNotFoundException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public SnapshotNotFoundException() {
    super("no snapshot has this id");
  }
}
