package io.serpentarium.service.core.session;

import io.serpentarium.service.core.snapshot.StagedBytes;
import io.serpentarium.service.core.tenancy.Tenant;

/**
 * A file being uploaded into a session, which sees nothing of it until it is complete. The bytes
 * received count against the tenant and the session until {@link #close}. Not thread-safe, except
 * {@code close}.
 */
final class Upload {

  /** The most bytes that may arrive before they are counted. */
  private static final int STEP_BYTES = 64 << 10;

  private final Tenant tenant;
  private final LiveSession session;
  private final StorageQuota storage;
  private final StagedBytes content = new StagedBytes();
  private long counted;
  private boolean closed;

  Upload(Tenant tenant, LiveSession session, StorageQuota storage) {
    this.tenant = tenant;
    this.session = session;
    this.storage = storage;
  }

  /** Takes bytes; gives whether {@link #count} is due. */
  boolean append(byte[] bytes) {
    content.append(bytes);
    return content.size() - counted >= STEP_BYTES;
  }

  /**
   * Counts the bytes that have arrived, unless the upload is closed; may block for milliseconds.
   *
   * @throws io.serpentarium.service.core.admission.QuotaExceededException if its tenant may not
   *     store it
   * @throws io.serpentarium.sandbox.SessionFileException if it is more than the session's disk
   */
  void count() {
    if (expectMore()) {
      storage.require(tenant, 0);
    }
  }

  private synchronized boolean expectMore() {
    if (!closed) {
      long more = content.size() - counted;
      counted += more;
      storage.expect(tenant, session, more);
    }
    return !closed;
  }

  /**
   * Moves the whole file to its place; may block for milliseconds.
   *
   * @return whether the file is new
   */
  boolean commit(String path) {
    count();
    return session.use().change(files -> files.write(path, content));
  }

  /** Counts it no more. Called once. */
  synchronized void close() {
    closed = true;
    storage.expectNoMore(tenant, session, counted);
  }
}
