package io.serpentarium.service.core.admission;

import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.core.tenancy.UnauthenticatedException;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * What one request holds of the heap, carried by Reactor's context. What it takes after {@link
 * #close} is not counted. Thread-safe.
 */
public final class HeapHolding implements AutoCloseable {

  private final HeapGate gate;
  private final Tenant tenant;
  private long bytes;
  private boolean closed;

  HeapHolding(HeapGate gate, Tenant tenant) {
    this.gate = gate;
    this.tenant = tenant;
  }

  /**
   * That of the current request.
   *
   * @throws UnauthenticatedException where nobody has {@linkplain #in set} one
   */
  public static HeapHolding of(ContextView context) {
    return context
        .<HeapHolding>getOrEmpty(HeapHolding.class)
        .orElseThrow(UnauthenticatedException::new);
  }

  /** Sets it for everything that is subscribed to below. */
  public <T> Mono<T> in(Mono<T> work) {
    return work.contextWrite(context -> context.put(HeapHolding.class, this));
  }

  /**
   * Takes so many bytes more.
   *
   * @throws io.serpentarium.service.core.admission.QuotaExceededException when the tenant has its
   *     share
   * @throws io.serpentarium.sandbox.SandboxSaturatedException when all is promised
   */
  public synchronized void take(long more) {
    if (!closed) {
      gate.take(tenant, more);
      bytes += more;
    }
  }

  /** Counts bytes that are there already, whether there is room or not. */
  public synchronized void hold(long more) {
    if (!closed) {
      gate.hold(tenant, more);
      bytes += more;
    }
  }

  /** Gives back some of what was taken, before the request ends. */
  public synchronized void release(long fewer) {
    if (!closed) {
      gate.letGo(tenant, fewer);
      bytes -= fewer;
    }
  }

  /** Lets go of all. Idempotent. */
  @Override
  public synchronized void close() {
    closed = true;
    gate.letGo(tenant, bytes);
    bytes = 0;
  }
}
