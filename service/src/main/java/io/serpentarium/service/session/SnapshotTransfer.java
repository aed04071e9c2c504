package io.serpentarium.service.session;

import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.SnapshotException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Turns snapshots into bytes and back, a few at once: a small upload may unpack to hundreds of
 * mebibytes. Thread-safe; its methods may block for a second.
 */
@Component
final class SnapshotTransfer {

  private static final int AT_ONCE = 2;

  private final Sandbox sandbox;
  private final SnapshotPolicy policy;
  private final Semaphore places = new Semaphore(AT_ONCE);

  SnapshotTransfer(Sandbox sandbox, SnapshotPolicy policy) {
    this.sandbox = sandbox;
    this.policy = policy;
  }

  /**
   * The bytes of a snapshot.
   *
   * @throws SnapshotTooLargeException when they are too many
   * @throws SandboxSaturatedException while others are under way
   */
  byte[] bytesOf(Snapshot snapshot) {
    return withPlace(() -> exported(snapshot));
  }

  /**
   * The snapshot that these bytes are.
   *
   * @throws SnapshotException when they are none for this node
   * @throws SandboxSaturatedException while others are under way
   */
  Snapshot snapshotOf(byte[] bytes) {
    return withPlace(() -> imported(bytes));
  }

  private <T> T withPlace(Supplier<T> transfer) {
    if (!places.tryAcquire()) {
      throw new SandboxSaturatedException("%d snapshots are under way".formatted(AT_ONCE));
    }
    try {
      return transfer.get();
    } finally {
      places.release();
    }
  }

  private byte[] exported(Snapshot snapshot) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      snapshot.export(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (bytes.size() > policy.contentBytes()) {
      throw new SnapshotTooLargeException(policy.contentBytes());
    }
    return bytes.toByteArray();
  }

  private Snapshot imported(byte[] bytes) {
    try {
      return sandbox.importSnapshot(new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
