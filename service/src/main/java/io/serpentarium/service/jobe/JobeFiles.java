package io.serpentarium.service.jobe;

import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.TenantCache;
import io.serpentarium.service.core.scheduling.Loop;
import io.serpentarium.service.core.scheduling.Loops;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * The files that clients have uploaded, each tenant's own, kept for some hours. A client that is
 * told that a file has gone uploads it again. Thread-safe.
 */
@Component
@OpenDoor(Door.JOBE)
final class JobeFiles implements AutoCloseable {

  private static final Duration KEPT = Duration.ofHours(6);
  private static final Duration EXPIRY = Duration.ofSeconds(5);
  private static final int MOST_FILES = 1_000;
  private static final long MOST_BYTES = 64L << 20;

  /** The heap bytes of a file in addition to its content. */
  private static final long BASE_BYTES = 512;

  private final TenantCache<byte[]> files;
  private final Loop expiry;

  JobeFiles(Ledger ledger, Clock clock, Loops loops) {
    this.files = new TenantCache<>(ledger, clock, KEPT, MOST_FILES, MOST_BYTES);
    this.expiry = loops.start("jobe", EXPIRY, files::expire);
  }

  @Override
  public void close() {
    expiry.close();
  }

  /** Keeps a file, which is never changed after. */
  void put(Tenant tenant, String id, byte[] content) {
    files.put(tenant, id, content, BASE_BYTES + content.length);
  }

  boolean has(Tenant tenant, String id) {
    return files.get(tenant, id).isPresent();
  }

  /**
   * Returns the content of a file.
   *
   * @throws ProblemException if the tenant has none of this id
   */
  byte[] require(Tenant tenant, String id) {
    return files
        .get(tenant, id)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemCode.FILE_NOT_FOUND,
                    "One or more of the specified files is missing/unavailable"));
  }
}
