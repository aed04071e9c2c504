package io.serpentarium.service.core.admission;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.service.core.tenancy.Tenant;
import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Admits executions: each acquires CPU time of its tenant, a place among the tenant's executions,
 * heap for its output and memory, in this order. Thread-safe.
 */
@Component
public final class ExecutionAdmission {

  private final CpuBudget cpuBudget;
  private final Occupancy executions;
  private final HeapGate heap;
  private final MemoryGate memory;
  private volatile boolean refusing;

  public ExecutionAdmission(
      CpuBudget cpuBudget, Occupancy executions, HeapGate heap, MemoryGate memory) {
    this.cpuBudget = cpuBudget;
    this.executions = executions;
    this.heap = heap;
    this.memory = memory;
  }

  /**
   * Does something that will acquire a reservation if the tenant has CPU time left. Fails with
   * {@link QuotaExceededException}.
   */
  public <T> Mono<T> ifAffordable(Tenant tenant, Mono<T> work) {
    return cpuBudget.requireLeft(tenant).then(work);
  }

  /**
   * Acquires what an execution takes, all or nothing; may ask other nodes. The caller closes it.
   *
   * @throws QuotaExceededException when the tenant has its share of something
   * @throws SandboxSaturatedException when the node has no memory for it, or stops
   */
  public Reservation acquire(Tenant tenant, Limits limits) {
    requireRunning();
    long output = HeapGate.output(limits.outputBytes());
    Reservation reservation = new Reservation();
    try {
      return reservation
          .with(() -> executions.acquire(tenant, 1), () -> executions.release(tenant, 1))
          .with(() -> heap.acquire(tenant, output), () -> heap.release(tenant, output))
          .with(
              () -> memory.acquire(limits.memoryBytes()),
              () -> memory.release(limits.memoryBytes()));
    } catch (RuntimeException | Error e) {
      reservation.close();
      throw e;
    }
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
