package io.serpentarium.service.core.admission;

import io.serpentarium.service.core.admission.Ledger.Owner;
import io.serpentarium.service.core.admission.Ledger.Space;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.Tenant;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * The heap memory held for one request or another object of a tenant; a request's is carried by
 * Reactor's context. Bytes acquired after {@link #close} are not counted. Thread-safe.
 */
public final class HeapHolding implements AutoCloseable {

  private final Ledger ledger;
  private final Tenant tenant;
  private final Owner owner;
  private long bytes;
  private boolean closed;

  HeapHolding(Ledger ledger, Tenant tenant, Owner owner) {
    this.ledger = ledger;
    this.tenant = tenant;
    this.owner = owner;
  }

  /**
   * Returns the holding of the current request.
   *
   * @throws ServiceFailure with {@link FailureCode#UNAUTHENTICATED} if none is {@linkplain #in set}
   */
  public static HeapHolding of(ContextView context) {
    return context
        .<HeapHolding>getOrEmpty(HeapHolding.class)
        .orElseThrow(() -> new ServiceFailure(FailureCode.UNAUTHENTICATED));
  }

  /** Sets this holding for everything subscribed to in the given work. */
  public <T> Mono<T> in(Mono<T> work) {
    return work.contextWrite(context -> context.put(HeapHolding.class, this));
  }

  /**
   * Acquires further bytes.
   *
   * @throws io.serpentarium.service.core.admission.QuotaExceededException if the tenant has its
   *     share
   * @throws io.serpentarium.sandbox.SandboxSaturatedException if all is promised
   */
  public synchronized void acquire(long more) {
    if (!closed) {
      ledger.acquire(Space.HEAP, tenant, owner, more);
      bytes += more;
    }
  }

  /** Counts bytes that are there already, whether there is room or not. */
  public synchronized void acquireUnchecked(long more) {
    if (!closed) {
      ledger.acquireUnchecked(Space.HEAP, tenant, owner, more);
      bytes += more;
    }
  }

  /** Releases some of the bytes, before the request ends. */
  public synchronized void release(long fewer) {
    if (!closed) {
      ledger.release(Space.HEAP, tenant, owner, fewer);
      bytes -= fewer;
    }
  }

  /** Releases all. Idempotent. */
  @Override
  public synchronized void close() {
    closed = true;
    ledger.release(Space.HEAP, tenant, owner, bytes);
    bytes = 0;
  }
}
