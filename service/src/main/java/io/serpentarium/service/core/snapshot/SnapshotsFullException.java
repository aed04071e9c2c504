package io.serpentarium.service.core.snapshot;

/** The node keeps as many snapshots as it may. */
public final class SnapshotsFullException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public SnapshotsFullException() {
    super("the node keeps as many snapshots as it may");
  }
}
