package io.serpentarium.service.core.admission;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Share;
import io.serpentarium.service.core.admission.Ledger.Owner;
import io.serpentarium.service.core.admission.Ledger.Space;
import io.serpentarium.service.core.tenancy.Tenant;
import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Admits executions: each acquires CPU time of its tenant, a place among the tenant's executions
 * and heap for its output, in this order; its memory is acquired by its session, which {@link
 * #options} gives an account. Thread-safe.
 */
@Component
public final class ExecutionAdmission {

  private final CpuBudget cpuBudget;
  private final Occupancy executions;
  private final Ledger ledger;
  private final MemoryPressure pressure;
  private volatile boolean refusing;

  public ExecutionAdmission(
      CpuBudget cpuBudget, Occupancy executions, Ledger ledger, MemoryPressure pressure) {
    this.cpuBudget = cpuBudget;
    this.executions = executions;
    this.ledger = ledger;
    this.pressure = pressure;
  }

  /**
   * Runs work that will acquire a reservation if the tenant has CPU time left. Fails with {@link
   * QuotaExceededException}.
   */
  public <T> Mono<T> ifAffordable(Tenant tenant, Mono<T> work) {
    return cpuBudget.requireLeft(tenant).then(work);
  }

  /**
   * Acquires the resources of an execution other than the memory that its session's account pays
   * for, all or nothing; may ask other nodes. The caller closes the reservation.
   *
   * @throws QuotaExceededException if the tenant has its share of something
   * @throws SandboxSaturatedException if the node has no room for the execution, or stops
   */
  public Reservation acquire(Tenant tenant, Limits limits) {
    requireRunning();
    pressure.requireRoom(() -> ledger.hasLittle(tenant));
    long output = Ledger.output(limits.outputBytes());
    Reservation reservation = new Reservation();
    try {
      return reservation
          .with(() -> executions.acquire(tenant, 1), () -> executions.release(tenant, 1))
          .with(
              () -> ledger.acquire(Space.HEAP, tenant, Owner.EXECUTION, output),
              () -> ledger.release(Space.HEAP, tenant, Owner.EXECUTION, output));
    } catch (RuntimeException | Error e) {
      reservation.close();
      throw e;
    }
  }

  /**
   * Acquires the heap of events that can be replayed, including the result that is the last of
   * them; the caller closes the holding. Throws as {@link #acquire} does.
   *
   * @param bytes the bytes of the events
   */
  public HeapHolding holdEvents(Tenant tenant, Limits limits, long bytes) {
    HeapHolding holding = ledger.open(tenant, Owner.STREAM);
    holding.acquire(bytes + Ledger.output(limits.outputBytes()));
    return holding;
  }

  /** Returns how sessions of a tenant are opened, so that the tenant pays for them. */
  public SessionOptions options(Tenant tenant, Limits limits) {
    return SessionOptions.withLimits(limits)
        .withShare(new Share(tenant.id(), tenant.weight()))
        .withAccount(ledger.account(tenant))
        .withCpu(cpuBudget.account(tenant));
  }

  /** Charges a tenant for CPU time that a program has used. */
  public void charge(Tenant tenant, Duration cpuTime) {
    cpuBudget.charge(tenant, cpuTime);
  }

  /** Admits nothing any more because the node stops, or does so again. */
  public void refuse(boolean stops) {
    refusing = stops;
  }

  /**
   * Refuses early on a node that stops.
   *
   * @throws SandboxSaturatedException then
   */
  public void requireRunning() {
    if (refusing) {
      throw new SandboxSaturatedException("the node stops");
    }
  }
}
