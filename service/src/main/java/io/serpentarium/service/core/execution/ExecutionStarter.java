package io.serpentarium.service.core.execution;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.Usage;
import io.serpentarium.service.core.admission.CpuBudget;
import io.serpentarium.service.core.admission.HeapGate;
import io.serpentarium.service.core.admission.MemoryGate;
import io.serpentarium.service.core.admission.Occupancy;
import io.serpentarium.service.core.tenancy.Tenant;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Starts executions so that they are measured, and no more than the node and a tenant may have. */
@Component
public final class ExecutionStarter {

  private final ExecutionMeters meters;
  private final Workers workers;
  private final Occupancy executions;
  private final CpuBudget cpuBudget;
  private final MemoryGate memory;
  private final HeapGate heap;
  private final Map<String, RunningExecution> running = new ConcurrentHashMap<>();
  private volatile boolean refusing;

  ExecutionStarter(
      ExecutionMeters meters,
      Workers workers,
      Occupancy executions,
      CpuBudget cpuBudget,
      MemoryGate memory,
      HeapGate heap) {
    this.meters = meters;
    this.workers = workers;
    this.executions = executions;
    this.cpuBudget = cpuBudget;
    this.memory = memory;
    this.heap = heap;
  }

  /**
   * Does something that will start an execution if the tenant has CPU time left. Fails with {@link
   * io.serpentarium.service.core.admission.QuotaExceededException}.
   */
  public <T> Mono<T> ifAffordable(Tenant tenant, Mono<T> start) {
    return cpuBudget.requireLeft(tenant).then(start);
  }

  /**
   * Starts one; may block for milliseconds. The caller then calls {@link RunningExecution#onEnd}.
   *
   * @param tenant for whom it counts
   * @throws io.serpentarium.service.core.admission.QuotaExceededException when as many run as it
   *     may have
   * @throws SandboxSaturatedException when the node has no memory for it, or stops
   * @throws io.serpentarium.sandbox.SandboxException as {@link Session#execute} does
   */
  public RunningExecution start(
      Tenant tenant,
      Session session,
      String id,
      @Nullable String sessionId,
      ExecutionRequest request) {
    Limits limits = request.limits().orElse(session.limits());
    return start(tenant, id, sessionId, limits, () -> session.execute(request));
  }

  /**
   * Takes over an execution that waits to be let run; throws as {@link #start} does.
   *
   * @param limits that hold for it
   */
  public RunningExecution adopt(
      Tenant tenant, Execution waiting, String id, String sessionId, Limits limits) {
    return start(tenant, id, sessionId, limits, () -> waiting);
  }

  private RunningExecution start(
      Tenant tenant,
      String id,
      @Nullable String sessionId,
      Limits limits,
      Supplier<Execution> execution) {
    admit(tenant, limits);
    try {
      RunningExecution started =
          new RunningExecution(
              id,
              sessionId,
              execution.get(),
              meters,
              workers,
              usage -> settle(tenant, id, limits, usage));
      running.put(id, started);
      return started;
    } catch (RuntimeException e) {
      dismiss(tenant, limits);
      throw e;
    }
  }

  /** Takes note of CPU time that was no execution's. */
  public void charge(Tenant tenant, Duration cpuTime) {
    cpuBudget.charge(tenant, cpuTime);
  }

  /** Starts nothing any more because the node stops, or does so again. */
  public void refuse(boolean stops) {
    refusing = stops;
  }

  /** Interrupts all that runs. */
  public void interruptAll() {
    running.values().forEach(RunningExecution::interruptUnheard);
  }

  /** How many executions are under way. */
  public int running() {
    return running.size();
  }

  private void admit(Tenant tenant, Limits limits) {
    if (refusing) {
      throw new SandboxSaturatedException("the node stops");
    }
    executions.take(tenant, 1);
    try {
      promise(tenant, limits);
    } catch (RuntimeException e) {
      executions.giveBack(tenant, 1);
      throw e;
    }
  }

  private void promise(Tenant tenant, Limits limits) {
    heap.take(tenant, HeapGate.output(limits.outputBytes()));
    try {
      memory.take(limits.memoryBytes());
    } catch (RuntimeException e) {
      letGo(tenant, limits);
      throw e;
    }
  }

  private void dismiss(Tenant tenant, Limits limits) {
    memory.giveBack(limits.memoryBytes());
    letGo(tenant, limits);
    executions.giveBack(tenant, 1);
  }

  private void letGo(Tenant tenant, Limits limits) {
    heap.letGo(tenant, HeapGate.output(limits.outputBytes()));
  }

  private void settle(Tenant tenant, String id, Limits limits, Optional<Usage> usage) {
    running.remove(id);
    dismiss(tenant, limits);
    usage.ifPresent(used -> cpuBudget.charge(tenant, used.cpuTime()));
  }
}
